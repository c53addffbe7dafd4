import type { Diagnostic, GraphCode, Place } from '../../../../shared/graph/index.ts';
import type { LoadCode } from '../project.ts';

/** What can be wrong between a graph and the files of its project. */
export type FilesCode =
  | 'handler-missing'
  | 'handler-empty'
  | 'handler-unused'
  | 'handler-outside-folder'
  | 'handler-syntax'
  | 'handler-without-default-export'
  | 'handler-not-a-definition'
  | 'handler-of-other-kind'
  | 'handler-name-missing'
  | 'handler-name-wrong'
  | 'emit-unwired'
  | 'emit-to-dead-letters'
  | 'emit-to-unknown-topic'
  | 'comparison-never-true'
  | 'schema-missing'
  | 'schema-invalid'
  | 'schema-unused'
  | 'cron-invalid'
  | 'time-zone-unknown'
  | 'replay-missing'
  | 'replay-not-readable';

/** Everything that validation of a project can say. */
export type ProjectCode = LoadCode | GraphCode | FilesCode;
export type ProjectFinding = Diagnostic<ProjectCode>;

export function finding(
  code: FilesCode,
  severity: ProjectFinding['severity'],
  place: Place,
  message: string,
  remedy: string,
): ProjectFinding {
  return { code, severity, message, place, remedy };
}

/** `"a", "b"`, shortened where there are many. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return names.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}
