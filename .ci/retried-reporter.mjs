import process from 'node:process';

/** A reporter of vitest that names each test that passed only when it was run again, which no other does for all of them. */
// vitest asks for the default export.
// oxlint-disable-next-line import/no-default-export
export default class RetriedReporter {
  /** @param {import('vitest/node').TestCase} testCase */
  onTestCaseResult(testCase) {
    if (testCase.diagnostic()?.flaky) process.stdout.write(`run again: ${testCase.fullName}\n`);
  }
}
