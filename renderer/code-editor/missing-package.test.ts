import { describe, expect, it } from 'vitest';
import { packageOfProblem } from './missing-package.ts';

const problem = (specifier: string, code = 'typescript.2307') => ({
  code,
  message: `Cannot find module '${specifier}' or its corresponding type declarations.`,
});

describe('packageOfProblem', () => {
  it.each([
    ['dayjs', ['dayjs']],
    ['dayjs/plugin/utc', ['dayjs']],
    ['@acme/money/format', ['@acme/money']],
    ['./lib/prices', []],
    ['node:fs', []],
  ])('%s', (specifier, expected) => expect(packageOfProblem(problem(specifier))).toEqual(expected));

  it('leaves other problems alone', () => {
    expect(packageOfProblem({ code: 'typescript.2345', message: "Cannot find module 'x'" })).toEqual([]);
  });
});
