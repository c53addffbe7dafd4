import { differenceLines } from '../../../shared/captured-test/index.ts';
import type { TestResult } from '../../engine/index.ts';
import type { Paint } from '../terminal/paint.ts';

/** A test in one line; of one that failed also in what, and where its handler threw. */
export function resultText(
  { file, node, ok, durationMs, differences, problem, outcome }: TestResult,
  paint: Paint,
): string {
  const head = `${ok ? paint('green', 'ok') : paint('red', 'failed')} ${paint('bold', file)}`;
  const whose = node === undefined ? '' : ` ${node}`;
  const time = problem === undefined ? ` ${paint('dim', `${Math.max(1, Math.round(durationMs))} ms`)}` : '';
  if (ok) return `${head}${whose}${time}\n`;
  const lines = problem === undefined ? differenceLines(differences) : [problem];
  const diagnostics = (outcome?.diagnostics ?? []).map(
    ({ message, place }) => `${place.file ?? ''}:${place.line ?? ''} ${message}`,
  );
  const thrown = differences.some(({ type, ...rest }) => type === 'error' && 'given' in rest);
  const frames = thrown ? (outcome?.error?.stack.split('\n').slice(1, 6) ?? []) : [];
  const all = [...lines.map((line) => coloured(line, paint)), ...diagnostics, ...frames.map((frame) => frame.trim())];
  return `${head}${whose}${time}\n${all.map((line) => `    ${line}\n`).join('')}`;
}

/** `3 of 4 tests passed`. */
export function summaryText(folder: string, results: readonly TestResult[]): string {
  if (results.length === 0) return `${folder} has no tests: "Save as test" on an event makes one.\n`;
  const passed = results.filter(({ ok }) => ok).length;
  return `${passed} of ${results.length} ${results.length === 1 ? 'test' : 'tests'} passed\n`;
}

function coloured(line: string, paint: Paint): string {
  const sign = line.trimStart()[0];
  return sign === '-' ? paint('red', line) : sign === '+' ? paint('green', line) : line;
}
