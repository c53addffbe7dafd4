import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { EngineOptions } from '../../main/engine/index.ts';
import { createNodeProcessHost } from '../../main/headless/process-host.ts';
import type {
  ConsumerStatus,
  EdgeStatus,
  LogEntry,
  NodeStatus,
  ProducerStatus,
  ProjectSnapshot,
  SessionFrame,
  SessionOverview,
  TopicStatus,
} from '../../shared/contract/index.ts';
import type { GraphCommand, Node } from '../../shared/graph/index.ts';
import type { ProcessHost, ProcessKind, ProcessLink, ProcessStart } from '../../shared/lib/index.ts';
import { type EngineClient, openIn, testEngine, trustIn } from './test-engine.ts';

const bundles = pathToFileURL(`${path.resolve(import.meta.dirname, '../../out')}/`);
const processHost = createNodeProcessHost(bundles);

type StatusOf<Kind extends NodeStatus['kind']> = Extract<NodeStatus, { kind: Kind }>;

/** A project in an engine with real processes, seen as a window sees it: what the frames have told so far, put together. */
export class WatchedSession {
  readonly client: EngineClient;
  readonly projectId: string;
  readonly folder: string;
  readonly processes: KnownProcesses;
  readonly nodes = new Map<string, NodeStatus>();
  readonly edges = new Map<string, EdgeStatus>();
  readonly happenings: SessionFrame['happenings'] = [];
  readonly logs: LogEntry[] = [];
  readonly frames: SessionFrame[] = [];
  overview: SessionOverview | undefined;
  diagnostics: NonNullable<SessionFrame['diagnostics']> = [];
  private revision: number;
  private readonly opened: ProjectSnapshot;
  private readonly waiting = new Set<() => void>();

  private constructor(client: EngineClient, project: ProjectSnapshot, processes: KnownProcesses) {
    this.client = client;
    this.processes = processes;
    this.projectId = project.projectId;
    this.folder = project.folder;
    this.revision = project.revision;
    this.opened = project;
  }

  static async open(folder: string, options: Partial<EngineOptions> = {}): Promise<WatchedSession> {
    const processes = new KnownProcesses();
    const { client } = await testEngine({ ...options, processHost: processes });
    const { project } = await openIn(client, folder);
    await trustIn(client, project);
    const session = new WatchedSession(client, project, processes);
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const { projectId } = session;
    const frames = await client.session.watch({ projectId }, { signal: abort.signal });
    const logs = await client.session.logs({ projectId }, { signal: abort.signal });
    void session.readFrames(frames);
    void session.readLogs(logs);
    return session;
  }

  /** Resolves when what was told satisfies, now or later. The first defined value that isn't false is given back. */
  async until<Value>(look: () => Value | undefined | false): Promise<Value> {
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Of the node with this name when the project was opened. */
  idOf(name: string): string {
    return this.opened.graph.nodes.find((node) => node.name === name)?.id ?? name;
  }

  /** The node with this name as it was drawn when the project was opened. */
  drawn(name: string): Node | undefined {
    return this.opened.graph.nodes.find((node) => node.name === name);
  }

  producer(id: string): ProducerStatus | undefined {
    return this.ofKind(id, 'producer');
  }

  consumer(id: string): ConsumerStatus | undefined {
    return this.ofKind(id, 'consumer');
  }

  topic(id: string): TopicStatus | undefined {
    return this.ofKind(id, 'topic');
  }

  /** Runs it on the embedded broker. */
  async start(): Promise<void> {
    await this.client.session.start({ projectId: this.projectId, target: { type: 'embedded' } });
  }

  async edit(command: GraphCommand): Promise<void> {
    const { projectId, revision } = this;
    const edited = await this.client.projects.apply({ projectId, revision, command });
    this.revision = edited.revision;
  }

  /** Renames a node in the graph and in the handlers, as a window does. */
  async rename(node: string, name: string): Promise<void> {
    const { projectId, revision } = this;
    const planned = await this.client.projects.planRename({ projectId, revision, node, name });
    if (!planned.ok) throw new Error(JSON.stringify(planned.diagnostics));
    await this.edit(planned.command);
  }

  private ofKind<Kind extends NodeStatus['kind']>(id: string, kind: Kind): StatusOf<Kind> | undefined {
    const status = this.nodes.get(id);
    return status?.kind === kind ? (status as StatusOf<Kind>) : undefined;
  }

  private async readFrames(frames: AsyncIterable<SessionFrame>): Promise<void> {
    for await (const frame of frames) {
      this.frames.push(frame);
      this.overview = frame.overview;
      for (const [id, status] of Object.entries(frame.nodes)) this.nodes.set(id, status);
      for (const [id, status] of Object.entries(frame.edges)) this.edges.set(id, status);
      this.happenings.push(...frame.happenings);
      this.diagnostics = frame.diagnostics ?? this.diagnostics;
      this.awaken();
    }
  }

  private async readLogs(logs: AsyncIterable<{ entries: LogEntry[] }>): Promise<void> {
    for await (const { entries } of logs) {
      this.logs.push(...entries);
      this.awaken();
    }
  }

  private awaken(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** The processes of the bundles in out/, and which they are. */
class KnownProcesses implements ProcessHost {
  private readonly pids = new Map<ProcessKind, number[]>();

  start(options: ProcessStart): ProcessLink {
    const link = processHost.start(options);
    if (link.pid !== undefined) this.pids.set(options.kind, [...this.pidsOf(options.kind), link.pid]);
    return link;
  }

  /** Those of a kind that were started so far. */
  pidsOf(kind: ProcessKind): readonly number[] {
    return this.pids.get(kind) ?? [];
  }
}
