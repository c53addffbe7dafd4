import {
  isJsonObject,
  parseJson,
  type Diagnostic,
  type ParsedJson,
  type ProjectDocument,
} from '../../../shared/graph/index.ts';
import { textFileKind } from './file-kinds.ts';
import type { LoadCode, LoadedProject } from './project.ts';

/** All that can be edited in a project. Never altered in place. */
export interface WorkingDocument extends ProjectDocument {
  /** JSON text by path, whether it parses or not. */
  readonly schemas: ReadonlyMap<string, string>;
  readonly tests: ReadonlyMap<string, string>;
  readonly packageJson?: string | undefined;
}

export function documentOf(project: LoadedProject): WorkingDocument {
  const { graph, layout, handlers, texts } = project;
  const textsIn = (directory: string) => new Map([...texts].filter(([file]) => file.startsWith(directory)));
  return {
    graph,
    layout,
    handlers,
    schemas: textsIn('schemas/'),
    tests: textsIn('tests/'),
    packageJson: texts.get('package.json'),
  };
}

/**
 * The project as it would be with this document on disk: what is validated and what runs while there are unsaved edits.
 * What `project` found wrong with files that have a text in the document is found anew; JSON that has not changed isn't parsed
 * again.
 */
export function withDocument(project: LoadedProject, document: WorkingDocument): LoadedProject {
  const isHeld = (file: string): boolean => isJsonKind(file) && project.texts.has(file);
  const diagnostics = project.diagnostics.filter(({ place }) => place.file === undefined || !isHeld(place.file));
  const unreadable = new Set([...project.unreadable].filter((file) => !isHeld(file)));
  const texts = new Map([...project.texts].filter(([file]) => textFileKind(file) === undefined));
  for (const [file, text] of document.handlers) texts.set(file, text);

  const parse = (file: string, text: string, former: unknown): unknown => {
    texts.set(file, text);
    if (former !== undefined && project.texts.get(file) === text) return former;
    const parsed = parseJson(text);
    if (parsed.ok) return parsed.value;
    diagnostics.push(jsonFinding(file, parsed));
    unreadable.add(file);
    return undefined;
  };
  const parseAll = (files: ReadonlyMap<string, string>, former: ReadonlyMap<string, unknown>): Map<string, unknown> => {
    const values = new Map<string, unknown>();
    for (const [file, text] of files) {
      const value = parse(file, text, former.get(file));
      if (value !== undefined) values.set(file, value);
    }
    return values;
  };

  const schemas = parseAll(document.schemas, project.schemas);
  const tests = parseAll(document.tests, project.tests);
  const { graph, layout, handlers } = document;
  const { folder, malformed } = project;
  const rest = { folder, graph, layout, handlers, schemas, tests, diagnostics, texts, unreadable, malformed };
  if (document.packageJson === undefined) return rest;
  const packageJson = parse('package.json', document.packageJson, project.packageJson);
  return isJsonObject(packageJson) ? { ...rest, packageJson } : rest;
}

/** A JSON text is a file of the user's, so what is wrong with it is told with its place. */
export function jsonFinding(file: string, { problem }: Extract<ParsedJson, { ok: false }>): Diagnostic<LoadCode> {
  const { code, message, line, column } = problem;
  return {
    code,
    severity: 'error',
    message: `${file} is not valid JSON: ${message}.`,
    place: { file, line, column },
    remedy: 'Mend the JSON at that place, or restore the file from version control.',
  };
}

function isJsonKind(file: string): boolean {
  const kind = textFileKind(file);
  return kind !== undefined && kind !== 'handlers';
}
