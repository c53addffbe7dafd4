import type { z } from 'zod';
import type { Place } from '../diagnostic.ts';
import type { JsonPath } from './json-text.ts';

type Issue = z.core.$ZodIssue;

export interface ExplainedIssue {
  code: 'document-invalid' | 'unsafe-path';
  path: JsonPath;
  message: string;
  remedy: string;
}

/** A zod issue in plain words. `document` is the value that was refused. */
export function explainIssue(issue: Issue, document: unknown): ExplainedIssue {
  const basePath = issue.path.filter((part) => typeof part !== 'symbol');
  const path = issue.code === 'unrecognized_keys' ? [...basePath, issue.keys[0] ?? ''] : basePath;
  const { problem, remedy, code } = describe(issue, valueAt(document, path));
  return { code: code ?? 'document-invalid', path, message: `${subjectOf(path, document)} ${problem}.`, remedy };
}

/** Element and field of a path into a document. */
export function placeOfIssue(path: JsonPath, document: unknown): Place {
  const [list, key, ...rest] = path;
  if (!isElementPath(path, document)) return path.length > 0 ? { field: path.join('.') } : {};
  const element = typeof key === 'string' ? key : valueAt(document, [list ?? '', key ?? '', 'id']);
  return {
    ...(typeof element === 'string' ? { element } : {}),
    ...(rest.length > 0 ? { field: rest.join('.') } : {}),
  };
}

interface Description {
  problem: string;
  remedy: string;
  code?: 'unsafe-path';
}

function describe(issue: Issue, value: unknown): Description {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? { problem: 'is missing', remedy: `Add it; it is ${article(issue.expected)}.` }
        : { problem: `is ${article(typeName(value))}`, remedy: `Make it ${article(issue.expected)}.` };
    case 'unrecognized_keys':
      return {
        problem: 'is not known here',
        remedy: 'Remove it, or mend its spelling; a newer version of Topicraft may know it.',
      };
    case 'invalid_value':
      return { problem: `is ${shown(value)}`, remedy: `Make it ${issue.values.map(shown).join(' or ')}.` };
    case 'invalid_union':
      return describeUnion(issue, value);
    case 'too_small':
      return {
        problem: 'is too small',
        remedy: `Make it ${issue.inclusive === false ? 'more than' : 'at least'} ${bound(issue, issue.minimum)}.`,
      };
    case 'too_big':
      return {
        problem: 'is too large',
        remedy: `Make it ${issue.inclusive === false ? 'less than' : 'at most'} ${bound(issue, issue.maximum)}.`,
      };
    case 'custom':
      return issue.params?.code === 'unsafe-path'
        ? { problem: `is ${shown(value)}`, remedy: `${issue.message}: choose another path.`, code: 'unsafe-path' }
        : { problem: `is ${shown(value)}`, remedy: `${issue.message}.` };
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return { problem: `is ${shown(value)}`, remedy: `${issue.message}.` };
  }
}

function describeUnion(issue: Extract<Issue, { code: 'invalid_union' }>, value: unknown): Description {
  const { options } = issue as { options?: unknown };
  const choices = Array.isArray(options) ? options.map(shown).join(', ') : '';
  return {
    problem: value === undefined ? 'is missing' : `is ${shown(value)}`,
    remedy: choices ? `Make it one of ${choices}.` : `${issue.message}.`,
  };
}

function bound(issue: { origin: string }, limit: number | bigint): string {
  if (issue.origin === 'string') return `${limit} characters`;
  if (issue.origin === 'array') return `${limit} items`;
  return String(limit);
}

/** `The consumer "charge-card": "retry.limit"`, or as much of it as is known. */
function subjectOf(path: JsonPath, document: unknown): string {
  if (path.length === 0) return 'The document';
  if (!isElementPath(path, document)) return `"${path.join('.')}"`;
  const [list, key, ...field] = path;
  const element = valueAt(document, [list ?? '', key ?? '']);
  const name = valueAt(element, ['name']) ?? valueAt(element, ['id']) ?? key;
  const kind = list === 'nodes' ? (valueAt(element, ['kind']) ?? 'node') : String(list).replace(/s$/, '');
  const subject = `The ${typeof kind === 'string' ? kind : 'node'} ${shown(name)}`;
  return field.length === 0 ? subject : `${subject}: "${field.join('.')}"`;
}

function isElementPath(path: JsonPath, document: unknown): boolean {
  const [list, key] = path;
  return (
    (list === 'nodes' || list === 'edges' || list === 'services') &&
    key !== undefined &&
    valueAt(document, [list]) !== undefined
  );
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return article(typeName(value));
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const articles: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function article(type: string): string {
  return articles[type] ?? `a value of type ${type}`;
}
