import type { ExportPlan, FileChoice, FileState, PerformedExport, PlannedFile } from '../../engine/index.ts';

/** Why a file was left, for those where a person may want otherwise. */
const leftBecause: Partial<Record<FileState, string>> = {
  'changed-by-you': 'changed by you',
  conflict: 'changed by you, and by this export too',
  'deleted-by-you': 'deleted by you',
  'obsolete-changed': 'changed by you, and exported no more',
};

/** What an export did, or would do, in lines for a person. */
export function exportReport(
  plan: ExportPlan,
  choices: ReadonlyMap<string, FileChoice>,
  { written, removed, conflicts }: PerformedExport,
  { out, isTrial }: { out: string; isTrial: boolean },
): string {
  const chosen = plan.files.map((file) => ({ ...file, choice: choiceOf(file, choices) }));
  const left = chosen.filter(({ choice, state }) => choice === 'leave' && leftBecause[state] !== undefined);
  const willWrite = chosen.filter(({ choice }) => choice === 'write' || choice === 'merge').length;
  const willRemove = chosen.filter(({ choice }) => choice === 'remove').length;
  const same = chosen.filter(({ state }) => state === 'same').length;
  const counts = isTrial
    ? `${out}: would write ${count(willWrite)} and remove ${count(willRemove)}; ${same} are as they would be.`
    : `${out}: ${count(written.length)} written, ${removed.length} removed, ${same} as they were.`;
  const isFirst = !isTrial && plan.files.every(({ state }) => state === 'new');
  return [
    ...left.map(({ path, state }) => `left as it is: ${path} (${leftBecause[state] ?? ''})`),
    ...(left.length > 0 ? ['Replace these with --force, or put both together with --merge.'] : []),
    ...conflicts.map((path) => `both changed the same place, look for <<<<<<<: ${path}`),
    counts,
    ...(isFirst ? [`Go on with: cd ${out} && npm install && npm test`] : []),
    '',
  ].join('\n');
}

/** What becomes of a file: what the options choose, else what the plan has for it. */
export function choiceOf({ path, choice }: PlannedFile, choices: ReadonlyMap<string, FileChoice>): FileChoice {
  return choices.get(path) ?? choice;
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
