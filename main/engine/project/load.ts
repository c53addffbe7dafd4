import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  emptyLayout,
  parseGraph,
  parseJson,
  parseLayout,
  type Diagnostic,
  type JsonObject,
  type Layout,
  type ParsedJson,
} from '../../../shared/graph/index.ts';
import { graphFile, layoutFile, type LoadCode, type LoadedProject, type ProjectLoad } from './project.ts';
import { listProjectFiles, readProjectFile } from './read-file.ts';

const mebibyte = 1024 * 1024;
const maxDocumentBytes = 64 * mebibyte;
const maxHandlerBytes = 2 * mebibyte;
const maxJsonBytes = 16 * mebibyte;

const isCode = (name: string): boolean => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name);
const isJson = (name: string): boolean => name.endsWith('.json');

/**
 * Reads a project. Nothing is executed and nothing is written. Without a readable topicraft.json there is no project;
 * any other file that cannot be read is left out, named in `diagnostics`, and will not be overwritten.
 */
export async function loadProject(folder: string): Promise<ProjectLoad> {
  const root = await realFolder(folder);
  if (root === undefined) {
    return refused('folder-missing', `There is no folder ${folder}.`, 'Give the folder that holds topicraft.json.', {});
  }
  const reader = new ProjectReader(root);
  const graphText = await reader.text(graphFile, maxDocumentBytes);
  if (graphText === undefined) {
    if (reader.diagnostics.length > 0) return { ok: false, diagnostics: reader.diagnostics };
    return refused('file-missing', `${folder} has no ${graphFile}.`, 'Make a project with `topicraft new`.', {
      file: graphFile,
    });
  }
  const graph = parseGraph(graphText);
  if (!graph.ok) return { ok: false, diagnostics: graph.diagnostics };

  const layout = await reader.layout();
  const handlers = await reader.texts('handlers', isCode, maxHandlerBytes);
  const schemas = await reader.jsons('schemas');
  const tests = await reader.jsons('tests');
  const packageJson = await reader.json('package.json');
  const project: LoadedProject = {
    folder: root,
    graph: graph.document,
    layout,
    handlers,
    schemas,
    tests,
    ...(isObject(packageJson) ? { packageJson } : {}),
    diagnostics: reader.diagnostics,
    texts: reader.read,
    unreadable: reader.unreadable,
  };
  return { ok: true, project };
}

async function realFolder(folder: string): Promise<string | undefined> {
  try {
    const real = await realpath(path.resolve(folder));
    return (await stat(real)).isDirectory() ? real : undefined;
  } catch {
    // Whatever the reason, there is no folder to read here, which is what the caller says.
    return undefined;
  }
}

function refused(code: LoadCode, message: string, remedy: string, place: Diagnostic['place']): ProjectLoad {
  return { ok: false, diagnostics: [{ code, severity: 'error', message, place, remedy }] };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads files of one project and remembers what it read and what it could not. */
class ProjectReader {
  readonly diagnostics: Diagnostic<LoadCode>[] = [];
  readonly read = new Map<string, string>();
  readonly unreadable = new Set<string>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where the file is missing or refused. */
  async text(file: string, maxBytes: number): Promise<string | undefined> {
    const result = await readProjectFile(this.#folder, file, maxBytes);
    if (result.status === 'missing') return undefined;
    if (result.status === 'refused') {
      this.#refuse(file, [result.diagnostic]);
      return undefined;
    }
    this.read.set(file, result.text);
    return result.text;
  }

  async texts(directory: string, wanted: (name: string) => boolean, maxBytes: number): Promise<Map<string, string>> {
    const listed = await listProjectFiles(this.#folder, directory, wanted);
    this.diagnostics.push(...listed.diagnostics);
    const texts = new Map<string, string>();
    for (const file of listed.files) {
      const text = await this.text(file, maxBytes);
      if (text !== undefined) texts.set(file, text);
    }
    return texts;
  }

  async jsons(directory: string): Promise<Map<string, unknown>> {
    const values = new Map<string, unknown>();
    for (const [file, text] of await this.texts(directory, isJson, maxJsonBytes)) {
      const parsed = this.#parse(file, text);
      if (parsed.ok) values.set(file, parsed.value);
    }
    return values;
  }

  async json(file: string): Promise<unknown> {
    const text = await this.text(file, maxJsonBytes);
    if (text === undefined) return undefined;
    const parsed = this.#parse(file, text);
    return parsed.ok ? parsed.value : undefined;
  }

  async layout(): Promise<Layout> {
    const text = await this.text(layoutFile, maxDocumentBytes);
    if (text === undefined) return emptyLayout;
    const layout = parseLayout(text);
    if (layout.ok) return layout.document;
    // Positions change nothing that runs: a layout that cannot be read must not stop a run.
    this.#refuse(
      layoutFile,
      layout.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' as const })),
    );
    return emptyLayout;
  }

  #parse(file: string, text: string): ParsedJson {
    const parsed = parseJson(text);
    if (!parsed.ok) {
      const { code, message, line, column } = parsed.problem;
      this.#refuse(file, [
        {
          code,
          severity: 'error',
          message: `${file} is not valid JSON: ${message}.`,
          place: { file, line, column },
          remedy: 'Mend the JSON at that place, or restore the file from version control.',
        },
      ]);
    }
    return parsed;
  }

  #refuse(file: string, diagnostics: Diagnostic<LoadCode>[]): void {
    this.diagnostics.push(...diagnostics);
    this.unreadable.add(file);
    this.read.delete(file);
  }
}
