// read-report.mjs REPORT.json: what CI needs of the JSON report of vitest or Playwright. Prints "PASSED FAILED SKIPPED",
// then a line "failed NAME" or "retried NAME" a test, and "detail TEXT" for what was said of it.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';

const linesOfDetail = 25;

/** @param {string} message */
function detailsOf(message) {
  const lines = stripVTControlCharacters(message).split('\n');
  return lines.slice(0, linesOfDetail).map((line) => `detail ${line}`);
}

/** @param {string} name */
const oneLine = (name) => name.replaceAll('\n', ' ');

function ofVitest({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const failures = testResults.flatMap(({ name, status, assertionResults, message }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status !== 'failed') return [];
    // A file can fail without a failed test: its worker died, or a hook failed.
    const unfinished = assertionResults.filter((test) => test.status === 'pending').map(({ fullName }) => fullName);
    if (failed.length === 0) return [`failed ${name}: ${oneLine(unfinished.join('; '))}`, ...detailsOf(message)];
    return failed.flatMap(({ fullName, failureMessages }) => [
      `failed ${oneLine(fullName)}`,
      ...detailsOf(failureMessages.join('\n')),
    ]);
  });
  return [`${numPassedTests} ${numFailedTests} ${numPendingTests + numTodoTests}`, ...failures];
}

function ofPlaywright({ stats, suites }) {
  const specsOf = ({ specs = [], suites: inner = [] }) => [...specs, ...inner.flatMap(specsOf)];
  const lines = suites.flatMap(specsOf).flatMap(({ file, title, ok, tests }) => {
    const errors = tests.flatMap(({ results }) => results).flatMap((result) => result.errors ?? []);
    if (errors.length === 0 && ok) return [];
    const details = errors.flatMap(({ message }) => detailsOf(message ?? ''));
    return [`${ok ? 'retried' : 'failed'} ${file}: ${oneLine(title)}`, ...details];
  });
  return [`${stats.expected + stats.flaky} ${stats.unexpected} ${stats.skipped}`, ...lines];
}

const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
process.stdout.write(`${(report.testResults ? ofVitest(report) : ofPlaywright(report)).join('\n')}\n`);
