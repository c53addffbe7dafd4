import { pathToFileURL } from 'node:url';
import type { ErrorReport } from './reports.ts';

const maxMessageLength = 4_000;
const maxStackLength = 8_000;

/**
 * Makes whatever was thrown safe to send and to show: bounded, and with a stack in terms of the project's files, without
 * the frames of Node and of Topicraft below the handler.
 */
export function toErrorReport(thrown: unknown, projectFolder: string): ErrorReport {
  if (!isErrorLike(thrown)) {
    const message = cut(`Thrown: ${describe(thrown)}`, maxMessageLength);
    return { name: 'Error', message, stack: message };
  }
  const message = cut(readText(thrown, 'message') ?? '', maxMessageLength);
  const name = cut(readText(thrown, 'name') ?? 'Error', 200);
  const code = readText(thrown, 'code');
  return {
    name,
    message,
    stack: cut(projectStack(readText(thrown, 'stack') ?? `${name}: ${message}`, projectFolder), maxStackLength),
    ...(code !== undefined && { code: cut(code, 200) }),
  };
}

/** An error of ours about a handler's call. */
export function errorReportOf(code: string, message: string): ErrorReport {
  return { name: 'Error', message, stack: `Error: ${message}`, code };
}

/**
 * Frames lose the path to the project; what lies outside of it and isn't the user's (Node's own, this program's) goes.
 * Lines that aren't frames stay.
 */
export function projectStack(stack: string, projectFolder: string): string {
  const prefixes = [`${pathToFileURL(projectFolder).href}/`, `${projectFolder}/`, `${projectFolder}\\`];
  return stack
    .split('\n')
    .map((line) => prefixes.reduce((text, prefix) => text.replaceAll(prefix, ''), line))
    .filter((line) => !/^\s+at /.test(line) || !isForeignFrame(line))
    .join('\n');
}

/** A frame's place, in brackets or alone: `at sum (handlers/lib/sum.ts:3:9)`, `at async handlers/sum.ts:3:9`. */
const framePlace = /\(([^()]*)\)$|^\s+at (?:async )?([^()]*)$/;

/** What still has an absolute path after the project's was taken off is not the user's; packages lie in the project. */
function isForeignFrame(line: string): boolean {
  const match = framePlace.exec(line);
  return /^(node:|file:\/\/|\/|[A-Za-z]:\\)/.test(match?.[1] ?? match?.[2] ?? '');
}

function isErrorLike(thrown: unknown): thrown is object {
  return typeof thrown === 'object' && thrown !== null && ('message' in thrown || 'stack' in thrown);
}

/** A property may be a getter that throws: user code made the object. */
function readText(object: object, property: 'message' | 'name' | 'stack' | 'code'): string | undefined {
  try {
    const value = (object as Record<string, unknown>)[property];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  } catch {
    return undefined;
  }
}

function describe(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    return typeof thrown;
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} …`;
}
