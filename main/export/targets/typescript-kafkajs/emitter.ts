import type { System } from '../../system/system.ts';
import type { ExportedFile, ExportedRuntime, ExportSource } from '../../types.ts';

/** What every emitter may look at. */
export interface Emission {
  readonly system: System;
  readonly source: ExportSource;
  readonly runtime: ExportedRuntime;
}

/** Writes one kind of files. Pure: the same emission gives the same files. */
export type Emitter = (emission: Emission) => Iterable<ExportedFile> | Promise<Iterable<ExportedFile>>;
