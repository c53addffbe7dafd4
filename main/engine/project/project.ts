import type { Diagnostic, DocumentCode, Graph, JsonObject, Layout } from '../../../shared/graph/index.ts';

/** Why a file of a project could not be read or written. */
export type FileCode =
  | 'file-missing'
  | 'file-too-large'
  | 'file-not-utf8'
  | 'file-not-regular'
  | 'file-leaves-folder'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'file-refused-on-load'
  | 'file-changed-on-disk'
  | 'folder-missing'
  | 'folder-not-empty'
  | 'too-many-files'
  | 'project-too-large';

export type LoadCode = FileCode | DocumentCode;

/** A project as it stood on disk. Immutable: a save gives a new one. */
export interface LoadedProject {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  readonly graph: Graph;
  /** Empty where the project has none, or none that can be read. */
  readonly layout: Layout;
  /** Text by path (`handlers/charge-card.ts`); code under handlers/lib too, which serves no node by itself. */
  readonly handlers: ReadonlyMap<string, string>;
  /** Parsed JSON by path (`schemas/order.json`). */
  readonly schemas: ReadonlyMap<string, unknown>;
  /** Parsed JSON by path (`tests/declined-card.json`). */
  readonly tests: ReadonlyMap<string, unknown>;
  readonly packageJson?: JsonObject;
  /** What was wrong with single files. The graph itself was readable, or there would be no project. */
  readonly diagnostics: readonly Diagnostic<LoadCode>[];
  /** The text of each file as it was read or last written; of schemas, tests and package.json also where it is no JSON. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files and folders that are there but could not be read or understood. Without a text they are never written. */
  readonly unreadable: ReadonlySet<string>;
  /** Text of documents (graph, layout) that were read and not understood; in their place stands an older one, or none. */
  readonly malformed: ReadonlyMap<string, string>;
}

export type ProjectLoad =
  { ok: true; project: LoadedProject } | { ok: false; diagnostics: readonly Diagnostic<LoadCode>[] };

export type ProjectSave =
  | {
      ok: true;
      project: LoadedProject;
      /** Paths of the files that were written or removed. */
      written: readonly string[];
    }
  | { ok: false; diagnostics: readonly Diagnostic<LoadCode>[] };

export const graphFile = 'topicraft.json';
export const layoutFile = 'topicraft.layout.json';
export const typesFile = 'topicraft.d.ts';
