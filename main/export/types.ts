import type { Graph, JsonObject } from '../../shared/graph/index.ts';

/** A project, as far as an export needs it. */
export interface ExportSource {
  readonly graph: Graph;
  /** Text of each handler file and of what lies beside them, by path in the project. */
  readonly handlers: ReadonlyMap<string, string>;
  /** Parsed JSON Schemas by path. */
  readonly schemas: ReadonlyMap<string, unknown>;
  /** Parsed captured events by path. */
  readonly tests: ReadonlyMap<string, unknown>;
  /** Text of further files that run along: schemas, tests, and files that producers replay. */
  readonly texts: ReadonlyMap<string, string>;
  readonly packageJson?: JsonObject | undefined;
}

/** What build/exported-runtime.ts gathers: the source of the package `topicraft`, and versions. */
export interface ExportedRuntime {
  /** Of Topicraft. */
  readonly version: string;
  /** Source by its path in Topicraft's repository. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths among `files`, by the names of the package's entry points (`.`, `./service` …). */
  readonly entries: Readonly<Record<string, string>>;
  /** Exact versions of the packages that the files import. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Exact versions of what builds and checks an export. */
  readonly tools: Readonly<Record<string, string>>;
  readonly licence: string;
}

/** Text by path, relative, with forward slashes. */
export type ExportedFiles = ReadonlyMap<string, string>;

/** One file of an export. */
export type ExportedFile = readonly [path: string, text: string];
