import type { z } from 'zod';
import type { Diagnostic } from '../diagnostic.ts';
import { currentFormat, graphSchema, layoutSchema, type Graph, type Layout } from '../schema.ts';
import { explainIssue, placeOfIssue } from './explain-issue.ts';
import { locateJson, parseJson, type JsonProblemCode } from './json-text.ts';
import { graphMigrations, layoutMigrations, migrate, type JsonObject, type Migration } from './migration.ts';

export type DocumentCode =
  | JsonProblemCode
  | 'not-a-document'
  | 'format-missing'
  | 'format-newer'
  | 'format-unknown'
  | 'document-invalid'
  | 'unsafe-path';

/** A kind of file: its name, what a valid one holds, and how older ones become current. */
export interface DocumentFormat<Document> {
  /** In the project's folder. */
  file: string;
  current: number;
  schema: z.ZodType<Document>;
  migrations: readonly Migration[];
}

export type ParsedDocument<Document> =
  | {
      ok: true;
      document: Document;
      /** The format that the text was written in, where it is older than the current one. */
      migratedFrom?: number;
    }
  | { ok: false; diagnostics: Diagnostic<DocumentCode>[] };

export const graphFormat: DocumentFormat<Graph> = {
  file: 'topicraft.json',
  current: currentFormat,
  schema: graphSchema,
  migrations: graphMigrations,
};

export const layoutFormat: DocumentFormat<Layout> = {
  file: 'topicraft.layout.json',
  current: currentFormat,
  schema: layoutSchema,
  migrations: layoutMigrations,
};

/** The text of topicraft.json as a graph, or everything that is wrong with it. */
export function parseGraph(text: string): ParsedDocument<Graph> {
  return parseDocument(text, graphFormat);
}

/** The text of topicraft.layout.json. */
export function parseLayout(text: string): ParsedDocument<Layout> {
  return parseDocument(text, layoutFormat);
}

export function parseDocument<Document>(text: string, kind: DocumentFormat<Document>): ParsedDocument<Document> {
  const { file } = kind;
  const refuse = (
    code: DocumentCode,
    message: string,
    remedy: string,
    place: { line?: number; column?: number } = {},
  ) => ({
    ok: false as const,
    diagnostics: [{ code, severity: 'error' as const, message, place: { file, ...place }, remedy }],
  });

  const json = parseJson(text);
  if (!json.ok) {
    const { code, message, line, column } = json.problem;
    return refuse(code, `${file} is not a JSON document of Topicraft: ${message}.`, jsonRemedies[code], {
      line,
      column,
    });
  }
  if (!isJsonObject(json.value)) {
    return refuse('not-a-document', `${file} holds no JSON object.`, 'Restore the file from version control.');
  }
  const format = json.value.format;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) {
    return refuse(
      'format-missing',
      `${file} does not say which format it has.`,
      `Add "format": ${kind.current} where the file was written for this version.`,
      format === undefined ? {} : locateJson(text, ['format']),
    );
  }
  if (format > kind.current) {
    return refuse(
      'format-newer',
      `${file} has format ${format}, and this version of Topicraft reads up to format ${kind.current}.`,
      'Open the project with a newer version of Topicraft; nothing was changed.',
      locateJson(text, ['format']),
    );
  }
  const migrated = migrate(json.value, format, kind.current, kind.migrations);
  if (!migrated) {
    return refuse(
      'format-unknown',
      `${file} has format ${format}, from which no way leads to format ${kind.current}.`,
      'Open and save the project with an older version of Topicraft first.',
      locateJson(text, ['format']),
    );
  }
  const checked = kind.schema.safeParse(migrated);
  if (!checked.success) {
    const diagnostics = checked.error.issues.slice(0, maxIssues).map((issue) => {
      const explained = explainIssue(issue, migrated);
      const position = format === kind.current ? locateJson(text, explained.path) : {};
      const place = { ...placeOfIssue(explained.path, migrated), file, ...position };
      return {
        code: explained.code,
        severity: 'error' as const,
        message: explained.message,
        place,
        remedy: explained.remedy,
      };
    });
    return { ok: false, diagnostics };
  }
  return format === kind.current
    ? { ok: true, document: checked.data }
    : { ok: true, document: checked.data, migratedFrom: format };
}

/** A file with more mistakes than this is not mended one by one. */
const maxIssues = 100;

const jsonRemedies: Record<JsonProblemCode, string> = {
  'json-syntax': 'Mend the JSON at that place, or restore the file from version control.',
  'json-too-deep': 'Restore the file from version control: no project nests that deep.',
  'json-duplicate-key': 'Keep one of the two; a merge may have left both.',
  'json-forbidden-key': 'Remove the key.',
};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
