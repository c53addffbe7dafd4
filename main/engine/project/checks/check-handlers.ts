import path from 'node:path';
import { createWiring, isHandlerNode, type HandlerNode, type Wiring } from '../../../../shared/graph/index.ts';
import type { AnalyzedHandler, DefinitionKind, HandlerAnalysis, NameUse } from '../handlers/index.ts';
import type { LoadedProject } from '../project.ts';
import { finding, named, type ProjectFinding } from './check-code.ts';

/** Handler files of a project by path, analyzed. */
export type AnalyzedHandlers = ReadonlyMap<string, AnalyzedHandler>;

/** Whether the handlers are what their nodes need: there, of the right kind and name, emitting only where they are wired to. */
export function checkHandlers(project: LoadedProject, analyzed: AnalyzedHandlers): ProjectFinding[] {
  const wiring = createWiring(project.graph);
  const findings: ProjectFinding[] = [];
  const nodes = project.graph.nodes.filter(isHandlerNode);
  for (const node of nodes) findings.push(...checkNode(node, project, analyzed, wiring));
  const served = new Set(nodes.map((node) => node.handler));
  for (const [file, handler] of analyzed) {
    if (served.has(file)) continue;
    if (!handler.ok) findings.push(syntaxFinding(file, handler));
    else findings.push(...checkTopicsExist(file, handler.analysis, project));
  }
  return [...findings, ...checkUnused(served, analyzed)];
}

function checkNode(
  node: HandlerNode,
  project: LoadedProject,
  analyzed: AnalyzedHandlers,
  wiring: Wiring,
): ProjectFinding[] {
  const file = node.handler;
  const place = { element: node.id, field: 'handler', file };
  const who = `The ${node.kind} "${node.name}"`;
  if (!file.startsWith('handlers/') || !/\.[cm]?[jt]sx?$/.test(file)) {
    const message = `${who} has its handler in ${file}, which is no code in the folder handlers/.`;
    return [finding('handler-outside-folder', 'error', place, message, 'Move it to a .ts file in handlers/.')];
  }
  const handler = analyzed.get(file);
  if (!handler) {
    if (project.unreadable.has(file)) return [];
    const message = `${who} has no handler: there is no file ${file}.`;
    return [finding('handler-missing', 'error', place, message, 'Write the file, or choose another one.')];
  }
  if (!handler.ok)
    return [{ ...syntaxFinding(file, handler), place: { ...syntaxFinding(file, handler).place, element: node.id } }];
  const { analysis } = handler;
  if (analysis.isEmpty) {
    const message = `The handler of ${who.replace('The', 'the')} is empty.`;
    return [
      finding('handler-empty', 'error', place, message, `Export ${definitionCall(node)} from ${file} by default.`),
    ];
  }
  return [
    ...checkDefinition(node, analysis),
    ...checkEmits(node, analysis, wiring),
    ...checkComparisons(node, analysis, wiring),
  ];
}

const functionOf: Record<DefinitionKind, string> = {
  consumer: 'defineConsumer',
  'batch-consumer': 'defineBatchConsumer',
  producer: 'defineProducer',
};

function kindOf(node: HandlerNode): DefinitionKind {
  if (node.kind === 'producer') return 'producer';
  return node.batch ? 'batch-consumer' : 'consumer';
}

function definitionCall(node: HandlerNode): string {
  return `${functionOf[kindOf(node)]}<'${node.name}'>(…)`;
}

function checkDefinition(node: HandlerNode, analysis: HandlerAnalysis): ProjectFinding[] {
  const file = node.handler;
  const place = { element: node.id, file };
  if (!analysis.hasDefaultExport) {
    const remedy = `Write: export default ${definitionCall(node)};`;
    return [finding('handler-without-default-export', 'error', place, `${file} exports nothing by default.`, remedy)];
  }
  const { definition } = analysis;
  if (!definition) {
    const message = `${file} exports by default something else than a handler.`;
    const remedy = `Export ${definitionCall(node)} of the module "topicraft" by default.`;
    return [finding('handler-not-a-definition', 'error', place, message, remedy)];
  }
  const at = { ...place, line: definition.line, column: definition.column };
  if (definition.kind !== kindOf(node)) {
    const message = `${file} defines a ${definition.kind}, and "${node.name}" is a ${kindOf(node)}.`;
    const remedy = `Use ${functionOf[kindOf(node)]}${node.kind === 'consumer' ? ', or change the consumer’s "batch"' : ''}.`;
    return [finding('handler-of-other-kind', 'error', at, message, remedy)];
  }
  const names = analysis.uses.filter(({ use }) => use === 'definition');
  if (names.length === 0) {
    const message = `${file} does not say which node it serves, so its events and emits have no types.`;
    return [finding('handler-name-missing', 'warning', at, message, `Write ${definitionCall(node)}.`)];
  }
  return names
    .filter(({ value }) => value !== node.name)
    .map(({ value, line, column }) =>
      finding(
        'handler-name-wrong',
        'warning',
        { ...place, line, column },
        `${file} serves "${node.name}", and says that it serves ${JSON.stringify(value)}.`,
        `Write '${node.name}' there.`,
      ),
    );
}

function checkEmits(node: HandlerNode, analysis: HandlerAnalysis, wiring: Wiring): ProjectFinding[] {
  const wired = wiring.publishedTopics(node.id).map((topic) => topic.name);
  const deadLetters = node.kind === 'consumer' ? wiring.deadLetterTopic(node)?.name : undefined;
  return analysis.uses
    .filter(({ use, value }) => use === 'emit' && !wired.includes(value))
    .map((use) => {
      if (use.value === deadLetters) {
        return finding(
          'emit-to-dead-letters',
          'error',
          placeOf(node, use),
          `"${node.name}" emits to "${use.value}", where only its failed events go.`,
          'Throw an error to send an event there, or connect the consumer to the topic with an ordinary edge too.',
        );
      }
      const others = wired.length > 0 ? `, or emit to ${named(wired)}` : '';
      return finding(
        'emit-unwired',
        'error',
        placeOf(node, use),
        `"${node.name}" emits to ${JSON.stringify(use.value)}, and is not connected to a topic of that name.`,
        `Connect the ${node.kind} to that topic${others}.`,
      );
    });
}

function checkComparisons(node: HandlerNode, analysis: HandlerAnalysis, wiring: Wiring): ProjectFinding[] {
  if (node.kind === 'producer') return [];
  const read = wiring.subscribedTopics(node.id).map((topic) => topic.name);
  return analysis.uses
    .filter(({ use, value }) => use === 'comparison' && !read.includes(value))
    .map((use) =>
      finding(
        'comparison-never-true',
        'warning',
        placeOf(node, use),
        `"${node.name}" looks for events of ${JSON.stringify(use.value)}, and is not subscribed to a topic of that name.`,
        read.length > 0 ? `It gets events of ${named(read)}.` : 'Connect a topic to it.',
      ),
    );
}

/** Code that several nodes may share is only held against the topics that there are. */
function checkTopicsExist(file: string, analysis: HandlerAnalysis, project: LoadedProject): ProjectFinding[] {
  const topics = project.graph.nodes.filter((node) => node.kind === 'topic').map((topic) => topic.name);
  return analysis.uses
    .filter(({ use, value }) => use === 'emit' && !topics.includes(value))
    .map(({ value, line, column }) =>
      finding(
        'emit-to-unknown-topic',
        'warning',
        { file, line, column },
        `${file} emits to ${JSON.stringify(value)}, and there is no topic of that name.`,
        'Mend the name, or draw the topic.',
      ),
    );
}

function checkUnused(served: ReadonlySet<string>, analyzed: AnalyzedHandlers): ProjectFinding[] {
  const used = new Set(served);
  const pending = [...served];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    const handler = analyzed.get(file);
    if (!handler?.ok) continue;
    for (const imported of handler.analysis.imports) {
      const target = resolveImport(file, imported, analyzed);
      if (target !== undefined && !used.has(target)) {
        used.add(target);
        pending.push(target);
      }
    }
  }
  return [...analyzed.keys()]
    .filter((file) => !used.has(file) && !file.startsWith('handlers/lib/'))
    .map((file) =>
      finding(
        'handler-unused',
        'warning',
        { file },
        `${file} serves no node, and no handler imports it.`,
        'Remove it, give it to a node, or move shared code to handlers/lib/.',
      ),
    );
}

function resolveImport(from: string, imported: string, analyzed: AnalyzedHandlers): string | undefined {
  if (!imported.startsWith('.')) return undefined;
  const base = path.posix.join(path.posix.dirname(from), imported);
  const withoutExtension = base.replace(/\.[cm]?jsx?$/, '');
  const extensions = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'];
  const candidates = [
    base,
    ...[base, withoutExtension, `${base}/index`].flatMap((stem) => extensions.map((end) => `${stem}.${end}`)),
  ];
  return candidates.find((candidate) => analyzed.has(candidate));
}

function syntaxFinding(file: string, handler: Extract<AnalyzedHandler, { ok: false }>): ProjectFinding {
  const { message, line, column } = handler;
  const place = { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  return finding(
    'handler-syntax',
    'error',
    place,
    `${file} cannot be read as code: ${message}.`,
    'Mend the code at that place.',
  );
}

function placeOf(node: HandlerNode, { line, column }: NameUse) {
  return { element: node.id, file: node.handler, line, column };
}
