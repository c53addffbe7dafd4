import type { TestOutcome } from '../../shared/contract/index.ts';

/** What a handler gave, as lines that can be compared: emitted events, logs, its error. Without times. */
export function outcomeText({ emitted, logs, error, diagnostics }: TestOutcome): string {
  const lines = [
    ...diagnostics.map(({ message, place }) => `${place.file ?? ''}:${place.line ?? ''} ${message}`),
    ...(error
      ? [
          `${error.name}: ${error.message}`,
          ...error.stack
            .split('\n')
            .slice(1)
            .map((frame) => frame.trim()),
        ]
      : []),
    ...emitted.flatMap(({ topic, key, value, headers }) => [
      `→ ${topic}${key === null ? '' : ` · key ${key}`}`,
      ...Object.entries(headers).map(([name, text]) => `  ${name}: ${text}`),
      ...indented(value ?? 'tombstone').split('\n'),
    ]),
    ...logs.map(({ level, message, fields }) => `${level} ${message}${fields === undefined ? '' : ` ${fields}`}`),
  ];
  return lines.length === 0 ? 'It emitted nothing and logged nothing.' : lines.join('\n');
}

/** The same of what counts as given alone, so that a run of then compares with one of now: no logs, and of an error its message. */
export function givenText(outcome: TestOutcome): string {
  const { error } = outcome;
  const text = outcomeText({ ...outcome, logs: [], ...(error && { error: { ...error, name: 'Error', stack: '' } }) });
  return outcome.emitted.length === 0 && !error && outcome.diagnostics.length === 0 ? 'It emitted nothing.' : text;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
