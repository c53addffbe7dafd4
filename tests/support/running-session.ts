import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { loadProject, type SessionEvent, type SessionOptions, startSession } from '../../main/engine/index.ts';
import type { Session } from '../../main/engine/session/index.ts';
import { createNodeProcessHost } from '../../main/headless/process-host.ts';
import type { RuntimeReport } from '../../main/runtime/index.ts';
import type { Graph } from '../../shared/graph/index.ts';
import { projectWith } from './project-folder.ts';
import { readTopics, type ReadRecord } from './read-topics.ts';

const bundles = pathToFileURL(`${path.resolve(import.meta.dirname, '../../out')}/`);
const processHost = createNodeProcessHost(bundles);

type ReportOf<Type extends RuntimeReport['type']> = Extract<RuntimeReport, { type: Type }>;
type Project = SessionOptions['project'];

/** A session in real processes, with what it has told so far. It is stopped when the test is over. */
export interface RunningSession {
  readonly session: Session;
  readonly bootstrap: string;
  readonly project: Project;
  readonly events: readonly SessionEvent[];
  /** Reports of a type so far, in the order of their coming. */
  reports<Type extends RuntimeReport['type']>(type: Type): ReportOf<Type>[];
  /** The first report that fits, past ones included. */
  report<Type extends RuntimeReport['type']>(
    type: Type,
    fits?: (report: ReportOf<Type>) => boolean,
  ): Promise<ReportOf<Type>>;
  /** What stands in the topics of the graph now, for any client to see. */
  read(...topics: string[]): Promise<ReadRecord[]>;
}

/** A project on disk, as the engine loads it. */
export async function projectOf(graph: Graph, files: Record<string, string | Uint8Array>): Promise<Project> {
  return await loaded(await projectWith(graph, files));
}

/** A project that was changed on disk is loaded anew. */
export async function loaded(folder: string): Promise<Project> {
  const load = await loadProject(folder);
  if (!load.ok) throw new Error(load.diagnostics.map(({ message }) => message).join('\n'));
  return load.project;
}

/** Starts a session and waits until it runs. */
export async function runProject(
  project: Project,
  options: Omit<SessionOptions, 'project' | 'processHost' | 'onEvent'>,
): Promise<RunningSession> {
  const events: SessionEvent[] = [];
  const waiting = new Set<() => void>();
  const session = startSession({
    ...options,
    project,
    processHost,
    onEvent: (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
  });
  onTestFinished(() => session.stop());
  const { bootstrap } = await session.started;
  const all = () => events.flatMap((event) => (event.type === 'reported' ? [event.report] : []));
  const reports = <Type extends RuntimeReport['type']>(type: Type): ReportOf<Type>[] =>
    all().filter((report): report is ReportOf<Type> => report.type === type);
  return {
    session,
    bootstrap,
    project,
    events,
    reports,
    report: (type, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = reports(type).find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    read: (...topics) => {
      const prefix = options.prefix === undefined ? '' : `${options.prefix}.`;
      return readTopics(
        bootstrap,
        topics.map((topic) => prefix + topic),
      );
    },
  };
}
