import { format } from 'node:util';
import type { HandlerLog } from '../../../shared/handler-api/index.ts';
import { projectStack, toErrorReport } from '../error-report.ts';

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

/** `log` of a call: each line knows the event or tick it was written for. Errors among the fields keep their stacks. */
export function createHandlerLog(sink: LogSink, causeId: string, projectFolder: string): HandlerLog {
  const write =
    (level: Level) =>
    (message: string, fields?: Record<string, unknown>): void => {
      const text = fields === undefined ? undefined : fieldsText(fields, projectFolder);
      sink({
        level,
        message: asText(message, projectFolder),
        causeId,
        ...(text !== undefined && { fields: text }),
      });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** What user code and its packages print becomes lines of the log too, without a cause: a worker has no terminal. */
export function captureConsole(sink: LogSink, projectFolder: string): void {
  const write =
    (level: Level) =>
    (...values: unknown[]): void =>
      sink({ level, message: asText(format(...values), projectFolder) });
  Object.assign(globalThis.console, {
    debug: write('debug'),
    trace: write('debug'),
    log: write('info'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  });
}

/** Handlers are not always typed: whatever comes is made text. Stacks in it are shown as those of errors are. */
function asText(message: unknown, projectFolder: string): string {
  const text = typeof message === 'string' ? message : format(message);
  return projectStack(text, projectFolder).slice(0, maxLength);
}

function fieldsText(fields: Record<string, unknown>, projectFolder: string): string {
  const toJson = (_: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Error ? toErrorReport(value, projectFolder) : value;
  };
  try {
    const text = JSON.stringify(fields, toJson);
    return text.length <= maxLength ? text : JSON.stringify({ truncated: text.slice(0, maxLength) });
  } catch (error) {
    return JSON.stringify({ unprintable: error instanceof Error ? error.message : String(error) });
  }
}
