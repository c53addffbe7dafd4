import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  emptyLayout,
  isJsonObject,
  parseGraph,
  parseJson,
  parseLayout,
  type Diagnostic,
  type Graph,
  type Layout,
  type ParsedJson,
} from '../../../shared/graph/index.ts';
import { isCode, isJson, maxDocumentBytes, maxHandlerBytes, maxJsonBytes, maxTotalBytes } from './file-kinds.ts';
import { graphFile, layoutFile, type LoadCode, type LoadedProject, type ProjectLoad } from './project.ts';
import { listProjectFiles, readProjectFile, type ReadText } from './read-file.ts';
import { jsonFinding } from './working-document.ts';

/**
 * Reads a project. Nothing is executed and nothing is written. Without a readable topicraft.json there is no project;
 * any other file that cannot be read is left out, named in `diagnostics`, and will not be overwritten.
 */
export async function loadProject(folder: string): Promise<ProjectLoad> {
  return await load(folder, undefined);
}

/**
 * Reads a project that was read before. What has not changed on disk is the same object as before. A graph or a layout that
 * can't be understood any more stays as it was, with its text in `malformed`; a project that has gone is no project.
 */
export async function reloadProject(lastGood: LoadedProject): Promise<ProjectLoad> {
  return await load(lastGood.folder, lastGood);
}

async function load(folder: string, lastGood: LoadedProject | undefined): Promise<ProjectLoad> {
  const root = await realFolder(folder);
  if (root === undefined) {
    return refused('folder-missing', `There is no folder ${folder}.`, 'Give the folder that holds topicraft.json.', {});
  }
  const reader = new ProjectReader(root, lastGood);
  const graph = await reader.graph();
  if (graph === 'missing') {
    return refused('file-missing', `${folder} has no ${graphFile}.`, 'Make a project with `topicraft new`.', {
      file: graphFile,
    });
  }
  if (graph === 'refused') return { ok: false, diagnostics: reader.diagnostics };

  const layout = await reader.layout();
  const handlers = await reader.texts('handlers', isCode, maxHandlerBytes);
  const schemas = await reader.jsons('schemas', lastGood?.schemas);
  const tests = await reader.jsons('tests', lastGood?.tests);
  const packageJson = await reader.json('package.json');
  const project: LoadedProject = {
    folder: root,
    graph,
    layout,
    handlers,
    schemas,
    tests,
    ...(isJsonObject(packageJson) ? { packageJson } : {}),
    diagnostics: reader.diagnostics,
    texts: reader.read,
    unreadable: reader.unreadable,
    malformed: reader.malformed,
  };
  return { ok: true, project };
}

/** The folder by its own path, whatever links lead there; undefined where there is none. */
export async function realFolder(folder: string): Promise<string | undefined> {
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

/** A file is several waits for the disk, so some are read side by side; not all, for each may be large. */
const readTogether = 16;

function tooLarge(file: string): Diagnostic<LoadCode> {
  return {
    code: 'project-too-large',
    severity: 'error',
    message: `${file} is not read: the project’s files have more than ${maxTotalBytes} bytes together.`,
    place: { file },
    remedy: 'Move large data out of the project.',
  };
}

/** Reads files of one project and remembers what it read and what it could not. */
class ProjectReader {
  readonly diagnostics: Diagnostic<LoadCode>[] = [];
  readonly read = new Map<string, string>();
  readonly unreadable = new Set<string>();
  readonly malformed = new Map<string, string>();
  readonly #folder: string;
  readonly #lastGood: LoadedProject | undefined;
  #bytesLeft = maxTotalBytes;

  constructor(folder: string, lastGood: LoadedProject | undefined) {
    this.#folder = folder;
    this.#lastGood = lastGood;
  }

  async graph(): Promise<Graph | 'missing' | 'refused'> {
    const text = await this.text(graphFile, maxDocumentBytes);
    const fallback = this.#lastGood?.graph;
    if (text === undefined) return this.unreadable.has(graphFile) ? (fallback ?? 'refused') : 'missing';
    if (fallback && text === this.#lastGood?.texts.get(graphFile)) return fallback;
    const graph = parseGraph(text);
    if (graph.ok) return graph.document;
    this.#misunderstand(graphFile, text, graph.diagnostics);
    return fallback ?? 'refused';
  }

  /** Undefined where the file is missing or refused. */
  async text(file: string, maxBytes: number): Promise<string | undefined> {
    return this.#take(file, await readProjectFile(this.#folder, file, maxBytes));
  }

  async texts(directory: string, wanted: (name: string) => boolean, maxBytes: number): Promise<Map<string, string>> {
    const listed = await listProjectFiles(this.#folder, directory, wanted);
    for (const diagnostic of listed.diagnostics) this.#refuse(diagnostic.place.file ?? directory, [diagnostic]);
    const texts = new Map<string, string>();
    for (let from = 0; from < listed.files.length; from += readTogether) {
      const files = listed.files.slice(from, from + readTogether);
      if (this.#bytesLeft <= 0) {
        for (const file of files) this.#refuse(file, [tooLarge(file)]);
        continue;
      }
      const results = await Promise.all(files.map((file) => readProjectFile(this.#folder, file, maxBytes)));
      for (const [index, file] of files.entries()) {
        const text = this.#take(file, results[index]);
        this.#bytesLeft -= text === undefined ? 0 : Buffer.byteLength(text);
        if (this.#bytesLeft < 0) this.#refuse(file, [tooLarge(file)]);
        else if (text !== undefined) texts.set(file, text);
      }
    }
    return texts;
  }

  async jsons(directory: string, former?: ReadonlyMap<string, unknown>): Promise<Map<string, unknown>> {
    const values = new Map<string, unknown>();
    for (const [file, text] of await this.texts(directory, isJson, maxJsonBytes)) {
      if (former?.has(file) && text === this.#lastGood?.texts.get(file)) {
        values.set(file, former.get(file));
        continue;
      }
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
    const fallback = this.#lastGood?.layout;
    if (text === undefined) return this.unreadable.has(layoutFile) ? (fallback ?? emptyLayout) : emptyLayout;
    if (fallback && text === this.#lastGood?.texts.get(layoutFile)) return fallback;
    const layout = parseLayout(text);
    if (layout.ok) return layout.document;
    // Positions change nothing that runs: a layout that cannot be read must not stop a run.
    this.#misunderstand(
      layoutFile,
      text,
      layout.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' as const })),
    );
    return fallback ?? emptyLayout;
  }

  #take(file: string, result: ReadText | undefined): string | undefined {
    if (result?.status === 'refused') this.#refuse(file, [result.diagnostic]);
    if (result?.status !== 'read') return undefined;
    this.read.set(file, result.text);
    return result.text;
  }

  #parse(file: string, text: string): ParsedJson {
    const parsed = parseJson(text);
    if (!parsed.ok) {
      this.diagnostics.push(jsonFinding(file, parsed));
      this.unreadable.add(file);
    }
    return parsed;
  }

  #misunderstand(file: string, text: string, diagnostics: Diagnostic<LoadCode>[]): void {
    this.#refuse(file, diagnostics);
    this.malformed.set(file, text);
  }

  #refuse(file: string, diagnostics: Diagnostic<LoadCode>[]): void {
    this.diagnostics.push(...diagnostics);
    this.unreadable.add(file);
    this.read.delete(file);
  }
}
