import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** What became of one vector. */
export type Verdict =
  { kind: 'passed' } | { kind: 'failed'; what: string; problem: string } | { kind: 'skipped'; what: string };

export interface Summary {
  passed: number;
  failed: { what: string; problem: string }[];
  /** How many were skipped, by what we lack. */
  skipped: Map<string, number>;
}

/** Checks every line of a file of vectors, gzipped or plain. */
export async function checkFile(file: string, check: (line: string) => Verdict): Promise<Summary> {
  const raw = await readFile(file);
  const text = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8');
  const summary: Summary = { passed: 0, failed: [], skipped: new Map() };
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const verdict = check(line);
    if (verdict.kind === 'passed') summary.passed += 1;
    else if (verdict.kind === 'failed') summary.failed.push(verdict);
    else summary.skipped.set(verdict.what, (summary.skipped.get(verdict.what) ?? 0) + 1);
  }
  return summary;
}

/** The command's main part: prints what failed and what was skipped, and ends with the sums. */
export async function report(check: (line: string) => Verdict): Promise<void> {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    console.error('usage: npm run -s conformance:wire -- FILE.jsonl.gz (or conformance:batches)');
    process.exitCode = 2;
    return;
  }
  const { passed, failed, skipped } = await checkFile(file, check);
  for (const { what, problem } of failed) console.log(`failed: ${what}: ${problem}`);
  for (const [what, count] of skipped) console.log(`skipped: ${what}: ${count}`);
  const skippedCount = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  const skippedText = skippedCount === 0 ? '' : `, ${skippedCount} skipped`;
  console.log(`${passed} passed, ${failed.length} failed${skippedText}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
