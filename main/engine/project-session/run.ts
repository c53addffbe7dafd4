import type { DiagnosticMessage, NodeStatus } from '../../../shared/contract/index.ts';
import { type Diagnostic, type Graph, isHandlerNode } from '../../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { type Clock, Fault, type ProcessHost } from '../../../shared/lib/index.ts';
import type { LoadedProject, WorkingDocument } from '../project/index.ts';
import {
  NodeIds,
  type RunStatus,
  type RuntimeReport,
  type Session,
  type SessionChange,
  type SessionEvent,
  type StartedSession,
  startSession,
  TopicsMissing,
  within,
} from '../session/index.ts';
import type { RunTracing } from '../tracing/run-tracing.ts';
import { Debounce } from '../workspace/debounce.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { DocumentChange } from '../workspace/project-changes.ts';
import { Deployments, type HandlerFiles, type NodeCode } from './deployments.ts';
import { type Happening, Happenings } from './happenings.ts';
import { logEntryOf } from './log-entries.ts';
import { OutsideHandlers } from './outside-handlers.ts';
import type { SessionLog } from './session-log.ts';

/** At the end of a run the trace store is waited for no longer. */
const tracingEndLimitMs = 20_000;

/** A burst of edits is taken over once. */
const quiet = { quietMs: 200, atMostMs: 1000 };

export interface RunOptions {
  readonly project: OpenProject;
  readonly clock: Clock;
  readonly processHost: ProcessHost;
  readonly log: SessionLog;
  readonly connection: ConnectionSettings;
  /** Topics that the cluster lacks may be made. */
  readonly createTopics: boolean;
  /** Topics that have fewer partitions than drawn may get more. */
  readonly growTopics: boolean;
  /** The project's embedded broker. */
  readonly isOurs: boolean;
  readonly seed?: number | undefined;
  /** Of this run among those on the same records, from 0. */
  readonly runOrdinal: number;
  readonly prefix?: string | undefined;
  readonly tracing: RunTracing;
  /** Something has changed that a frame tells. */
  readonly onChange: () => void;
  readonly onHappening: (happening: Happening) => void;
  /** A second has passed: figures of the session's health are as new as they get. */
  readonly onSample: () => void;
}

/** What `deploy` did. */
export interface DeployOutcome {
  readonly deployed: string[];
  readonly diagnostics: DiagnosticMessage[];
}

/**
 * One run of an open project: a session that follows the document. Structure is taken over as it is edited, as soon as there is a
 * plan for it; code is what was deployed, node by node. Owns the session and the timer of a burst of edits.
 */
export class Run {
  readonly session: Session;
  readonly startedMs: number;
  seed: number | undefined;
  private readonly options: RunOptions;
  private readonly ids = new NodeIds();
  private readonly happenings = new Happenings((name) => this.ids.of(name));
  private readonly deployments = new Deployments();
  private readonly burst: Debounce;
  private readonly unsubscribe: () => void;
  private readonly stopped = new Set<string>();
  private readonly outside: OutsideHandlers;
  /** Edits of handlers that belong to an edit of the graph: they are deployed along with it. */
  private readonly toDeploy = new Set<string>();
  /** The latest that there is a plan for. */
  private runs: LoadedProject;
  private changing: Promise<unknown> = Promise.resolve();
  private found: readonly Diagnostic[] = [];

  constructor(options: RunOptions) {
    const {
      project,
      clock,
      processHost,
      connection,
      createTopics,
      growTopics,
      isOurs,
      seed,
      runOrdinal,
      prefix,
      tracing,
    } = options;
    this.options = options;
    this.startedMs = clock.nowMs();
    this.runs = project.project;
    this.ids.learn(this.runs.graph);
    this.burst = new Debounce(clock, quiet, () => void this.follow());
    const code = this.deployments.codeOf(this.runs.graph, this.runs.handlers, () => true);
    this.outside = new OutsideHandlers(this.deployments, code.keys());
    this.session = startSession({
      project: this.runs,
      texts: (id) => code.get(id)?.texts ?? this.runs.handlers,
      target: { type: 'external', connection, createTopics, growTopics, isOurs },
      processHost,
      clock,
      ...(seed !== undefined && { seed }),
      runOrdinal,
      tracing,
      ...(prefix !== undefined && prefix !== '' && { prefix }),
      onEvent: (event) => this.observe(event),
    });
    this.session.health.onSampled(options.onSample);
    void this.session.ended.then(() => tracing.end());
    this.unsubscribe = project.onChange((change) => this.edited(change));
    this.session.started.then(
      (started) => this.began(started, code),
      () => undefined,
    );
  }

  get diagnostics(): readonly DiagnosticMessage[] {
    return this.found;
  }

  /** Handler files that another program has changed and that wait for `deploy`, sorted. */
  get changedOutside(): string[] {
    const { graph, handlers } = this.options.project.document;
    return this.session.state === 'running' ? this.outside.waiting(graph, handlers) : [];
  }

  /** Nodes and edges as they stand, and whether the nodes' code is the latest. */
  standing(): { nodes: Map<string, NodeStatus>; edges: RunStatus['edges']; perSecond: number } {
    const { nodes, edges, perSecond } = this.session.status();
    const isRunning = this.session.state === 'starting' || this.session.state === 'running';
    const { graph, handlers } = this.options.project.document;
    const drawn = new Map(graph.nodes.map((node) => [node.id, node]));
    const statuses = [...nodes].map(([id, status]): [string, NodeStatus] => {
      if (status.kind === 'topic') return [id, status];
      const node = drawn.get(id);
      const isHandled = isRunning && node !== undefined && isHandlerNode(node);
      return [id, { ...status, deployment: isHandled ? this.deployments.stateOf(node, handlers) : 'current' }];
    });
    const added = isRunning ? graph.nodes.filter(({ id }) => !nodes.has(id)).flatMap(notYetRunning) : [];
    return { nodes: new Map([...statuses, ...added]), edges, perSecond };
  }

  /** Deploys the document's handlers; of one node where it is named. */
  deploy(nodeId: string | undefined): Promise<DeployOutcome> {
    return this.inTurn(async () => {
      const latest = this.options.project.project;
      const wanted = latest.graph.nodes.filter(
        (node) => isHandlerNode(node) && (nodeId === undefined || node.id === nodeId),
      );
      const due = wanted.filter(
        (node) => isHandlerNode(node) && this.deployments.stateOf(node, latest.handlers) !== 'current',
      );
      const ids = new Set(due.map(({ id }) => id));
      this.outside.release(ids);
      const first = await this.takeLatest(ids);
      // Where there is no plan for the document, its code still goes to what runs.
      const second = first.ok || ids.size === 0 ? undefined : await this.take(this.runs, latest.handlers, ids);
      const change = second ? { ...second, diagnostics: [...first.diagnostics, ...second.diagnostics] } : first;
      this.found = change.diagnostics;
      this.options.onChange();
      const failed = failedNodes(change.diagnostics);
      const running = new Set(change.files.keys());
      return {
        deployed: [...ids].filter((id) => running.has(id) && !failed.has(id)),
        diagnostics: [...change.diagnostics],
      };
    });
  }

  /** What the code of a node that runs is made of; undefined where none runs. */
  deployedCode(nodeId: string): NodeCode | undefined {
    return this.deployments.deployedCode(nodeId);
  }

  /** What the running node of this id is called; a topic too. */
  nameOf(nodeId: string): string | undefined {
    return this.runs.graph.nodes.find(({ id }) => id === nodeId)?.name;
  }

  /** Stops a node by itself, or starts it with its latest code. */
  async setNodeRunning(nodeId: string, isRunning: boolean): Promise<void> {
    if (isRunning) this.stopped.delete(nodeId);
    else this.stopped.add(nodeId);
    if (isRunning) this.outside.release([nodeId]);
    await this.follow(isRunning ? [nodeId] : []);
  }

  /** Rejects with the session's fault where it fails; `stop` makes it reject with `stopped`. */
  get started(): Promise<StartedSession> {
    return this.session.started;
  }

  switchTracing(isOn: boolean): void {
    if (isOn) this.options.tracing.begin();
    this.session.switchTracing(isOn);
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.burst.cancel();
    await this.session.stop();
    // What is left to be written is written on.
    await within(this.options.clock, this.options.tracing.end(), tracingEndLimitMs);
    this.options.onChange();
  }

  private began({ files, seed }: StartedSession, code: ReadonlyMap<string, NodeCode>): void {
    this.seed = seed;
    this.deployments.took(code, files, new Set());
    this.outside.began();
    // What was edited while it started.
    if (this.options.project.project !== this.runs) this.burst.call();
    this.options.onChange();
  }

  private edited({ document, former, outside }: DocumentChange): void {
    this.ids.learn(document.graph);
    this.outside.changed(outside, document.graph);
    const { graph, schemas, handlers } = document;
    // Which handler files there are decides what there is a plan for; what stands in them waits for `deploy`.
    const isStructure = graph !== former.graph || schemas !== former.schemas || !sameFiles(handlers, former.handlers);
    if (isStructure) {
      for (const id of this.deployedAlong(document, former, outside.handlers)) this.toDeploy.add(id);
      this.burst.call();
    }
    this.options.onChange();
  }

  /** A rename changes handlers too: those that were up to date before it are to be so after it. Not what comes from outside. */
  private deployedAlong(
    { graph, handlers }: WorkingDocument,
    { handlers: former }: WorkingDocument,
    outside: ReadonlySet<string>,
  ): string[] {
    if (handlers === former) return [];
    return graph.nodes
      .filter(isHandlerNode)
      .filter((node) => handlers.get(node.handler) !== former.get(node.handler) && !outside.has(node.handler))
      .filter((node) => former.has(node.handler) && this.deployments.stateOf(node, former) === 'current')
      .map(({ id }) => id);
  }

  /** Goes over to the document as it is now. Never rejects: what can't be done is told as diagnostics. */
  private follow(deploy: readonly string[] = []): Promise<void> {
    return this.inTurn(async () => {
      if (this.session.state !== 'running') return;
      this.found = (await this.takeLatest(new Set(deploy))).diagnostics;
      this.options.onChange();
    });
  }

  private async takeLatest(deploy: ReadonlySet<string>): Promise<SessionChange> {
    const latest = this.options.project.project;
    const along = new Set(this.toDeploy);
    const change = await this.take(latest, latest.handlers, new Set([...deploy, ...along]));
    if (!change.ok) return change;
    this.runs = latest;
    for (const id of along) this.toDeploy.delete(id);
    return change;
  }

  private async take(
    project: LoadedProject,
    handlers: HandlerFiles,
    deploy: ReadonlySet<string>,
  ): Promise<SessionChange> {
    const code = this.deployments.codeOf(project.graph, handlers, (id) => deploy.has(id));
    try {
      const change = await this.session.change(project, {
        texts: (id) => code.get(id)?.texts ?? handlers,
        stoppedNodes: new Set([...this.stopped, ...this.outside.held]),
      });
      if (change.ok) this.deployments.took(code, change.files, failedNodes(change.diagnostics));
      return change;
    } catch (error) {
      return { ok: false, actions: [], files: new Map(), diagnostics: [notTaken(error)] };
    }
  }

  private observe(event: SessionEvent): void {
    switch (event.type) {
      case 'state-changed':
        this.options.onChange();
        return;
      case 'diagnostic':
        // Before it runs they come one by one; later they come with each change.
        if (this.session.state === 'starting') this.found = [...this.found, event.diagnostic];
        this.options.onChange();
        return;
      case 'reported':
        this.observeReport(event.report);
        return;
      case 'reports-dropped': {
        const message = `${event.count.toLocaleString('en')} reports were left out to keep up. Counts are exact all the same.`;
        this.options.log.add({ timeMs: this.options.clock.nowMs(), level: 'warn', message });
        return;
      }
      case 'started':
      case 'statistics':
      case 'broker-lost':
      case 'broker-restarted':
      case 'broker-log':
    }
  }

  private observeReport(report: RuntimeReport): void {
    const entry = logEntryOf(report, (name) => this.ids.of(name));
    if (entry) this.options.log.add(entry);
    const happening = this.happenings.observe(report, this.session.state === 'running');
    if (happening) this.options.onHappening(happening);
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.changing.then(work);
    this.changing = turn.catch(() => undefined);
    return turn;
  }
}

function sameFiles(one: HandlerFiles, other: HandlerFiles): boolean {
  return one === other || (one.size === other.size && [...one.keys()].every((file) => other.has(file)));
}

function failedNodes(diagnostics: readonly Diagnostic[]): Set<string> {
  const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code.startsWith('handler.'));
  return new Set(errors.flatMap(({ place }) => place.element ?? []));
}

function notTaken(error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof TopicsMissing) {
    return {
      code: 'session.topics-missing',
      severity: 'error',
      message: `${reason}. What ran before goes on.`,
      place: {},
      remedy: 'Restart the run and let it create them, or create them yourself and edit the graph again.',
    };
  }
  return {
    code: error instanceof Fault ? `session.${error.code}` : 'session.change-failed',
    severity: 'error',
    message: `The edit could not be taken over: ${reason}`,
    place: {},
    remedy: 'Restart the run.',
  };
}

/** A node that is drawn and has no part in the run yet. */
function notYetRunning(node: Graph['nodes'][number]): [string, NodeStatus][] {
  const common = { state: 'stopped', events: 0, perSecond: 0, errors: 0, history: [] } satisfies Partial<NodeStatus>;
  switch (node.kind) {
    case 'producer':
      return [[node.id, { kind: 'producer', ...common, deployment: 'new', ended: false }]];
    case 'consumer':
      return [[node.id, { kind: 'consumer', ...common, deployment: 'new', instances: [], stoppedPartitions: [] }]];
    case 'topic':
      return [[node.id, { kind: 'topic', ...common, records: 0, partitions: [] }]];
    case 'note':
      return [];
  }
}
