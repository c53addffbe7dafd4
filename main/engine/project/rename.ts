import {
  applyCommand,
  isHandlerNode,
  type CommandRefusal,
  type Diagnostic,
  type GraphCommand,
  type HandlerEdit,
  type Node,
  type ProjectDocument,
} from '../../../shared/graph/index.ts';
import type { NameUse } from './handlers/index.ts';
import type { LoadCode, LoadedProject } from './project.ts';
import { saveProject } from './save.ts';

export type RenameCode = LoadCode | CommandRefusal['code'] | 'handler-syntax';

export type PlannedRename =
  { ok: true; command: GraphCommand } | { ok: false; diagnostics: readonly Diagnostic<RenameCode>[] };

/**
 * The command that renames a node or a topic in the graph and in every handler that says its name: the type parameters of
 * definitions and types, the topics of `emit`, and comparisons with an event's topic. Found in the syntax, by scope:
 * comments and other texts stay. Refused where a handler that seems to say the name cannot be read as code.
 */
export async function planRename(document: ProjectDocument, nodeId: string, name: string): Promise<PlannedRename> {
  const node = document.graph.nodes.find(({ id }) => id === nodeId);
  if (!node || node.kind === 'note') return { ok: true, command: { type: 'rename-node', node: nodeId, name } };
  const { analyzeHandler } = await import('./handlers/index.ts');
  const handlerEdits: HandlerEdit[] = [];
  const diagnostics: Diagnostic<RenameCode>[] = [];
  for (const [file, text] of document.handlers) {
    if (!text.includes(node.name) && !text.includes('\\')) continue;
    const handler = analyzeHandler(file, text);
    if (handler.ok) {
      const edits = handler.analysis.uses
        .filter((use) => namesNode(use, node))
        .map(({ start, end }) => ({ offset: start + 1, before: text.slice(start + 1, end - 1), after: name }));
      if (edits.length > 0) handlerEdits.push({ file, edits });
    } else if (text.includes(node.name)) {
      diagnostics.push({
        code: 'handler-syntax',
        severity: 'error',
        message: `${file} says "${node.name}" and cannot be read as code: ${handler.message}.`,
        place: { file, ...(handler.line === undefined ? {} : { line: handler.line, column: handler.column ?? 1 }) },
        remedy: 'Mend the file first, so that the name can be changed in it too.',
      });
    }
  }
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, command: { type: 'rename-node', node: nodeId, name, handlerEdits } };
}

/** Renames on disk: topicraft.json and all handlers that say the name, or nothing. */
export async function renameInProject(
  project: LoadedProject,
  nodeId: string,
  name: string,
): Promise<
  | { ok: true; project: LoadedProject; written: readonly string[]; inverse: GraphCommand }
  | { ok: false; diagnostics: readonly Diagnostic<RenameCode>[] }
> {
  const planned = await planRename(project, nodeId, name);
  if (!planned.ok) return planned;
  const applied = applyCommand(project, planned.command);
  if (!applied.ok) return { ok: false, diagnostics: [applied.refusal] };
  const saved = await saveProject(project, applied.document);
  return saved.ok ? { ...saved, inverse: applied.inverse } : saved;
}

function namesNode(use: NameUse, node: Node): boolean {
  if (use.value !== node.name) return false;
  const ofNode = use.use === 'definition' || use.use === 'node-type';
  return ofNode === isHandlerNode(node);
}
