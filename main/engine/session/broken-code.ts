import type { HandlerDiagnostic } from '../../runtime/index.ts';
import type { CodeFiles } from './session-types.ts';

/** By node id: why none of its code runs. */
export function brokenCode(diagnostics: readonly HandlerDiagnostic[], files: CodeFiles): Map<string, string> {
  const errors = diagnostics.filter(({ severity, place }) => severity === 'error' && !files.has(place.element ?? ''));
  return new Map(errors.map(({ place, message }) => [place.element ?? '', message]));
}
