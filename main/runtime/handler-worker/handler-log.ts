import { format } from 'node:util';
import type { HandlerLog } from '../../../shared/handler-api/index.ts';

type Level = keyof HandlerLog;

export interface LogLine {
  readonly level: Level;
  readonly message: string;
  /** JSON text. */
  readonly fields?: string;
  readonly causeId?: string;
}
export type LogSink = (line: LogLine) => void;

const maxLength = 8_000;

/** `log` of a call: each line knows the event or tick it was written for. */
export function createHandlerLog(sink: LogSink, causeId: string): HandlerLog {
  const write =
    (level: Level) =>
    (message: string, fields?: Record<string, unknown>): void => {
      const text = fields === undefined ? undefined : fieldsText(fields);
      sink({
        level,
        message: asText(message),
        causeId,
        ...(text !== undefined && { fields: text }),
      });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** What user code and its packages print becomes lines of the log too, without a cause: a worker has no terminal. */
export function captureConsole(sink: LogSink): void {
  const write =
    (level: Level) =>
    (...values: unknown[]): void =>
      sink({ level, message: format(...values).slice(0, maxLength) });
  Object.assign(globalThis.console, {
    debug: write('debug'),
    trace: write('debug'),
    log: write('info'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  });
}

/** Handlers are not always typed: whatever comes is made text. */
function asText(message: unknown): string {
  return (typeof message === 'string' ? message : format(message)).slice(0, maxLength);
}

function fieldsText(fields: Record<string, unknown>): string {
  try {
    const text = JSON.stringify(fields, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    return text.length <= maxLength ? text : JSON.stringify({ truncated: text.slice(0, maxLength) });
  } catch (error) {
    return JSON.stringify({ unprintable: error instanceof Error ? error.message : String(error) });
  }
}
