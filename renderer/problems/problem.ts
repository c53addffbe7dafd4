import type { DiagnosticMessage } from '../../shared/contract/index.ts';

/** A row of Problems: a diagnostic, or what is wrong with a node of the run. */
export interface Problem extends DiagnosticMessage {
  readonly ofRun?: true;
}

const order = { error: 0, warning: 1, info: 2 };

/** Each once, the worst first. */
export function sortedProblems(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [keyOfProblem(problem), problem])).values()].toSorted(
    (left, right) => order[left.severity] - order[right.severity],
  );
}

/** The same for what is found twice. A problem of the run stays the same while its numbers change. */
export function keyOfProblem({ code, message, place, ofRun }: Problem): string {
  const { element, field, file, line, column } = place;
  return [code, ofRun ? '' : message, element, field, file, line, column].join('\0');
}
