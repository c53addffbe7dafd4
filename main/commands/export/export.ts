import path from 'node:path';
import {
  type ExportPlan,
  type FileChoice,
  loadProject,
  performExport,
  type PerformedExport,
  prepareExport,
} from '../../engine/index.ts';
import type { Command } from '../command.ts';
import { closest } from '../command-line/closest.ts';
import { UsageError } from '../command-line/parse.ts';
import { exitCode } from '../exit-code.ts';
import { diagnosticSentences, diagnosticText } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';
import { exportDocument } from './export-document.ts';
import { choiceOf, exportReport } from './report.ts';

const targets = ['typescript-kafkajs', 'asyncapi', 'mermaid'] as const;

/** `topicraft export`: a project as something else. */
export const exportCommand: Command = async (invocation) => {
  const { target: given = 'typescript-kafkajs' } = invocation.options;
  const target = targets.find((name) => name === given);
  if (target === undefined) {
    const near = closest(String(given), targets);
    const hint = near === undefined ? `There are ${targets.join(', ')}.` : `Did you mean ${near}?`;
    throw new UsageError(`${String(given)} is no target. ${hint}`, 'export');
  }
  return target === 'typescript-kafkajs' ? await exportServices(invocation) : await exportDocument(target, invocation);
};

/** TypeScript services, in a folder that may hold an export already. */
const exportServices: Command = async ({ arguments: [given = ''], options, frontDoor, output }) => {
  const { out } = options;
  if (options['format']) throw new UsageError('--format is for --target asyncapi.', 'export');
  if (typeof out !== 'string') throw new UsageError('export needs --out DIR.', 'export');
  if (options['force'] && options['merge']) throw new UsageError('--force and --merge exclude each other.', 'export');
  const load = await loadProject(path.resolve(frontDoor.currentFolder, given));
  if (!load.ok) {
    output.complain(`topicraft: ${diagnosticSentences(load.diagnostics)}`);
    return exitCode.failed;
  }
  const preparation = await prepareExport({
    project: load.project,
    target: 'typescript-kafkajs',
    folder: path.resolve(frontDoor.currentFolder, out),
    runtimeFile: frontDoor.exportedRuntimeFile,
  });
  if (!preparation.ok) {
    output.complain(`topicraft: ${diagnosticSentences(preparation.diagnostics)}`);
    return exitCode.failed;
  }
  const { prepared } = preparation;
  const choices = choicesOf(prepared.plan, { force: options['force'] === true, merge: options['merge'] === true });
  const isTrial = options['dry-run'] === true;
  const nothing: PerformedExport = { written: [], removed: [], conflicts: [] };
  const performed = isTrial ? nothing : await performExport(prepared, choices);
  if (options['json'] === true) {
    const files = prepared.plan.files.map((file) => ({
      path: file.path,
      state: file.state,
      choice: choiceOf(file, choices),
    }));
    output.writeJson({ target: prepared.plan.target, files, ...performed, diagnostics: prepared.diagnostics });
  } else {
    const paint = createPaint(output.colors.output);
    for (const diagnostic of prepared.diagnostics) output.write(diagnosticText(diagnostic, paint));
    output.write(exportReport(prepared.plan, choices, performed, { out, isTrial }));
  }
  return performed.conflicts.length > 0 ? exitCode.failed : exitCode.ok;
};

/** What the options choose where the plan by itself would leave a file as it is. */
function choicesOf(plan: ExportPlan, { force, merge }: { force: boolean; merge: boolean }): Map<string, FileChoice> {
  const choices = new Map<string, FileChoice>();
  for (const { path, state, canMerge } of plan.files) {
    if (merge && state === 'conflict' && canMerge) choices.set(path, 'merge');
    if (!force) continue;
    if (state === 'conflict' || state === 'changed-by-you' || state === 'deleted-by-you') choices.set(path, 'write');
    if (state === 'obsolete-changed') choices.set(path, 'remove');
  }
  return choices;
}
