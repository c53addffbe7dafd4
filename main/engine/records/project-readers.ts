import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { createRecordReader, type RecordReader } from '../../cluster/index.ts';
import type { ClusterAccess } from '../project-session/cluster-access.ts';
import type { OpenProject } from '../workspace/open-project.ts';

interface Kept {
  readonly connection: ConnectionSettings;
  readonly reader: RecordReader;
}

/**
 * A reader for each open project, for the many short questions of a person who looks at records one by one. It is closed with the
 * project, and when the project has come to another cluster.
 */
export class ProjectReaders {
  readonly #clock: Clock;
  readonly #kept = new Map<OpenProject, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(project: OpenProject, { connection }: ClusterAccess): RecordReader {
    const kept = this.#kept.get(project);
    if (kept?.connection === connection) return kept.reader;
    if (kept) kept.reader.close();
    else project.closeWithProject(async () => this.#close(project));
    const reader = createRecordReader({ connection, clock: this.#clock });
    this.#kept.set(project, { connection, reader });
    return reader;
  }

  #close(project: OpenProject): void {
    this.#kept.get(project)?.reader.close();
    this.#kept.delete(project);
  }
}
