import { createRouterClient, type RouterClient } from '@orpc/server';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createEngine, type Engine, type EngineOptions, type EngineRouter } from '../../main/engine/index.ts';
import type { ProjectEvent, ProjectSnapshot } from '../../shared/contract/index.ts';
import { folderWith } from './project-folder.ts';

export type EngineClient = RouterClient<EngineRouter>;

export interface TestEngine {
  readonly engine: Engine;
  readonly client: EngineClient;
  /** Of its state, in the same folder for a second engine as for the first. */
  readonly stateFolder: string;
  readonly projectsFolder: string;
}

/** An engine in this process, its folders gone when the test is. What isn't given is made anew. */
export async function testEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const root = await folderWith({});
  const stateFolder = options.stateFolder ?? path.join(root, 'state');
  const projectsFolder = options.projectsFolder ?? path.join(root, 'projects');
  const engine = createEngine({
    processHost: {
      start: () => {
        throw new Error('this test starts no process');
      },
    },
    examplesFolder: path.resolve(import.meta.dirname, '../../examples'),
    exportedRuntimeFile: path.join(root, 'there-is-none.json'),
    version: '1.2.3',
    secretStore: {
      persistent: false,
      encrypt: (text) => Promise.resolve(text),
      decrypt: (text) => Promise.resolve(text),
    },
    ...options,
    stateFolder,
    projectsFolder,
  });
  onTestFinished(() => engine.close());
  return { engine, client: createRouterClient(engine.router), stateFolder, projectsFolder };
}

/** Events of a project's stream, read as a window does: always waiting for the next. */
export class ProjectEvents {
  readonly seen: ProjectEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private isOver = false;

  constructor(events: AsyncIterable<ProjectEvent>) {
    void this.read(events);
  }

  /** The first event, seen or to come, that satisfies; taken out with all before it. */
  async until<Event extends ProjectEvent>(satisfies: (event: ProjectEvent) => event is Event): Promise<Event> {
    for (;;) {
      const index = this.seen.findIndex(satisfies);
      const event = this.seen[index];
      if (event && satisfies(event)) {
        this.seen.splice(0, index + 1);
        return event;
      }
      if (this.isOver) throw new Error('the stream has ended');
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  async next<Type extends ProjectEvent['type']>(
    type: Type,
    satisfies: (event: Extract<ProjectEvent, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ProjectEvent, { type: Type }>> {
    const isIt = (event: ProjectEvent): event is Extract<ProjectEvent, { type: Type }> =>
      event.type === type && satisfies(event as Extract<ProjectEvent, { type: Type }>);
    return await this.until(isIt);
  }

  private async read(events: AsyncIterable<ProjectEvent>): Promise<void> {
    for await (const event of events) {
      this.seen.push(event);
      this.awaken();
    }
    this.isOver = true;
    this.awaken();
  }

  private awaken(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** Opens a project, which must be one, and follows its events. */
export async function openIn(client: EngineClient, folder: string) {
  const opened = await client.projects.open({ folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
  const { project } = opened;
  const { projectId } = project;
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const events = new ProjectEvents(await client.projects.watch({ projectId }, { signal: stop.signal }));
  await events.next('snapshot');
  return { project, projectId, events };
}

/** Trusts an open project's folder, as a person does in the window. */
export async function trustIn(client: EngineClient, { projectId, folder }: ProjectSnapshot): Promise<void> {
  await client.trust.trust({ projectId, folder, scope: 'folder' });
}
