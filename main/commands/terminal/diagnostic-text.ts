import type { Diagnostic, Place } from '../../../shared/graph/index.ts';
import type { Paint } from './paint.ts';

/** A diagnostic as compilers write theirs: `handlers/pay.ts:3:7 error emit.unwired: …`, and the remedy below. */
export function diagnosticText({ place, severity, code, message, remedy }: Diagnostic, paint: Paint): string {
  const color = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim';
  return `${paint('bold', placeText(place))} ${paint(color, severity)} ${code}: ${message}\n    ${remedy}\n`;
}

function placeText({ file, line, column, element, field }: Place): string {
  if (file !== undefined) return [file, line, column].filter((part) => part !== undefined).join(':');
  if (element === undefined) return 'topicraft.json';
  return `topicraft.json (${element}${field === undefined ? '' : `, ${field}`})`;
}

/** `2 errors, 1 warning`, or `no problems`. */
export function diagnosticSummary(diagnostics: readonly Diagnostic[]): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    const noun = severity === 'info' ? 'remark' : severity;
    return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** What is wrong and what to do about it, for where there is no place to point at. */
export function diagnosticSentences(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ message, remedy }) => `${message} ${remedy}`).join('\n');
}
