import { type AttemptLedger, createAttemptLedger } from '../../../shared/delivery/index.ts';
import { type Clock, Fault, type ProcessExit, type ProcessHost, type Timer } from '../../../shared/lib/index.ts';
import type { PlannedNode, PlannedTopic } from '../plan/plan.ts';
import type { GroupPlace, HostSettings, HostStep, MessageFromHost, NotLoaded } from '../protocol/engine-host.ts';
import { createDeferred } from '../deferred.ts';
import type { CountKind, ReportBatch, RuntimeReport } from '../reports.ts';
import { RestartDelay } from '../restart-delay.ts';
import { type HostAnswer, HostConnection, type HostRequest } from './host-connection.ts';
import type { HopsOfHosts } from './hops-of-hosts.ts';
import type { ProducerLedger } from './producer-ledger.ts';

/** A host that has never stood is given up after this many starts. */
const maxFailedStarts = 5;

/** What a host does only where it works: the next restart then comes soon again. */
const showsProgress: ReadonlySet<CountKind> = new Set(['handled', 'dead-lettered', 'skipped', 'tick-ended']);

export interface HostSupervisorOptions {
  readonly processHost: ProcessHost;
  readonly clock: Clock;
  readonly settings: HostSettings;
  /** Of the whole session: a producer that moves to another service, or is stopped for a while, counts its ticks on. */
  readonly producers: ProducerLedger;
  readonly onReports: (batch: ReportBatch) => void;
  readonly hops: HopsOfHosts;
}

type Told = Exclude<MessageFromHost, { type: 'ready' | 'answer' }>;

interface RunningNode {
  readonly node: PlannedNode;
  readonly codeFile: string;
}

/**
 * Keeps the handler host of one service running. It holds what must outlive the host: which nodes run, how often each event
 * in flight was tried, where the producers stand. A host that dies is started again with all of that.
 *
 *     starting ──all nodes stand──▶ standing ──exit──▶ waiting ──delay──▶ starting        any ──end──▶ ended
 */
export class HostSupervisor {
  private readonly options: HostSupervisorOptions;
  private readonly nodes = new Map<string, RunningNode>();
  private readonly attempts: AttemptLedger = createAttemptLedger();
  private readonly producers: ProducerLedger;
  /** Members of the host that runs, or ran last, by consumer and instance. */
  private readonly members = new Map<string, GroupPlace>();
  private readonly delay: RestartDelay;
  private isTraced: boolean;
  private topics: readonly PlannedTopic[];
  private connection: HostConnection | undefined;
  /** Settles when a host stands with all nodes; another promise after each exit. */
  private standing = createDeferred();
  private timer: Timer | undefined;
  private ended = false;
  /** The host has ended as it was asked to, and nothing of it is lost. */
  private hasToldAll = false;

  constructor(options: HostSupervisorOptions, topics: readonly PlannedTopic[]) {
    this.options = options;
    this.producers = options.producers;
    this.topics = topics;
    this.isTraced = options.settings.tracing.isOn;
    this.delay = new RestartDelay(options.settings.restartDelayMs, options.settings.maxRestartDelayMs);
  }

  /** Starts the process; nodes are added afterwards. Rejects with a Fault where it dies again and again. */
  async start(): Promise<void> {
    void this.keepRunning();
    await this.standing.promise;
  }

  topicsChanged(topics: readonly PlannedTopic[]): void {
    this.topics = topics;
    this.connection?.topicsChanged(topics);
  }

  switchTracing(isOn: boolean): void {
    this.isTraced = isOn;
    this.connection?.switchTracing(isOn);
  }

  /**
   * Adds nodes. Here as in the following, a host that dies meanwhile is no failure: the next one stands with what was asked,
   * and the promise resolves then. What a node itself can't do rejects with the node's Fault.
   */
  async add(nodes: readonly RunningNode[]): Promise<void> {
    await this.take(() => {
      const steps = nodes.map((running) => this.addStep(running));
      this.keep(nodes);
      return steps;
    });
  }

  async remove(ids: readonly string[], deadlineMs: number): Promise<void> {
    await this.take(() => {
      for (const id of ids) this.nodes.delete(id);
      return ids.map((id) => ({ type: 'remove-node', id, deadlineMs }));
    });
  }

  /** A producer's trigger is to be another one: its ticks count on, a replay begins with its first row. */
  triggerChanged(producer: string): void {
    this.producers.restart(producer);
  }

  /** Resolves with the nodes whose new code doesn't load: what ran before goes on in them. */
  async swap(nodes: readonly RunningNode[]): Promise<readonly NotLoaded[]> {
    const before = nodes.flatMap(({ node }) => this.nodes.get(node.id) ?? []);
    const answer = await this.take(() => {
      this.keep(nodes);
      return nodes.map(({ node, codeFile }) => ({ type: 'swap-handler', id: node.id, codeFile }));
    });
    const notLoaded = answer?.notLoaded ?? [];
    const failed = new Set(notLoaded.map(({ id }) => id));
    this.keep(before.filter(({ node }) => failed.has(node.id)));
    return notLoaded;
  }

  async change(nodes: readonly PlannedNode[], deadlineMs: number): Promise<void> {
    await this.take(() => {
      const known = nodes.flatMap((node) => {
        const running = this.nodes.get(node.id);
        return running ? [{ ...running, node }] : [];
      });
      this.keep(known);
      return known.map(({ node }) =>
        node.kind === 'producer'
          ? { type: 'change-producer', producer: node }
          : { type: 'change-consumer', consumer: node, deadlineMs },
      );
    });
  }

  /** Asks the host that runs now. Rejects with a Fault, `host-lost` where it dies before it answers. */
  async ask(request: HostRequest): Promise<HostAnswer> {
    if (!this.connection) throw new Fault('host-lost', 'The handler host is being started again.');
    return await this.connection.ask(request);
  }

  /** Ends the host. After the deadline it is killed; resolves with whether that was needed. */
  async end(deadlineMs: number): Promise<boolean> {
    this.ended = true;
    this.timer?.cancel();
    this.standing.resolve();
    const { connection } = this;
    if (!connection) return false;
    let deadlineMissed = false;
    const deadline = this.options.clock.schedule(deadlineMs, () => {
      deadlineMissed = true;
      connection.kill();
    });
    await connection.ask({ type: 'end' }).then(
      () => void (this.hasToldAll = true),
      () => undefined,
    );
    connection.kill();
    await connection.exited;
    deadline.cancel();
    const { clock, settings } = this.options;
    this.report({ type: 'host-ended', timeMs: clock.nowMs(), service: settings.service, deadlineMissed });
    return deadlineMissed;
  }

  private keep(nodes: readonly RunningNode[]): void {
    for (const running of nodes) this.nodes.set(running.node.id, running);
  }

  /**
   * `prepare` notes what is wanted and gives the steps to it; it runs only while a host stands with what was wanted before.
   * Resolves with the host's answer, undefined where it needed none or died meanwhile.
   */
  private async take(prepare: () => HostStep[]): Promise<HostAnswer | undefined> {
    await this.standing.promise;
    const { connection } = this;
    const steps = prepare();
    if (steps.length === 0 || this.ended) return undefined;
    try {
      if (connection) return await connection.ask({ type: 'perform', steps });
      await this.standing.promise;
    } catch (error) {
      if (!isHostLost(error)) throw error;
      await connection?.exited;
      await this.standing.promise;
    }
    return undefined;
  }

  private async keepRunning(): Promise<void> {
    let failedStarts = 0;
    let hasStood = false;
    while (!this.ended) {
      const connection = this.connect();
      const stands = await Promise.race([connection.exited.then(() => false), this.stand(connection)]);
      if (stands) {
        hasStood = true;
        this.standing.resolve();
      } else failedStarts += 1;
      const exit = await connection.exited;
      if (!hasStood && failedStarts >= maxFailedStarts) {
        this.standing.reject(doesNotStart(exit));
        return;
      }
      if (!this.isEnded()) await this.waitBeforeRestart(exit);
    }
  }

  /** `ended` may have changed while something was awaited. */
  private isEnded(): boolean {
    return this.ended;
  }

  private connect(): HostConnection {
    const { processHost, clock, hops } = this.options;
    const departed = [...this.members.values()];
    const settings = { ...this.options.settings, tracing: { ...this.options.settings.tracing, isOn: this.isTraced } };
    const host = hops.begins(settings.service);
    const tell = (message: Told): void => {
      if (message.type !== 'hops') this.told(message);
      else void hops.take(host, message).then(() => connection.hopsTaken());
    };
    const connection = new HostConnection(processHost, settings, this.topics, departed, tell);
    this.connection = connection;
    const { pid } = connection;
    this.report({
      type: 'host-started',
      timeMs: clock.nowMs(),
      service: settings.service,
      ...(pid !== undefined && { pid }),
    });
    // The first to hear of the exit, so that nobody waits for a host that has gone.
    void connection.exited.then(() => {
      hops.ended(host, this.attempts.inFlight(), this.hasToldAll);
      this.hostExited();
    });
    return connection;
  }

  /** Brings a new host to where the one before was; resolves with false where that fails. Consumers stand before producers tick. */
  private async stand(connection: HostConnection): Promise<boolean> {
    await connection.ready;
    this.members.clear();
    const nodes = [...this.nodes.values()];
    try {
      for (const kind of ['consumer', 'producer'] as const) {
        const steps = nodes.filter(({ node }) => node.kind === kind).map((running) => this.addStep(running));
        if (steps.length > 0) await connection.ask({ type: 'perform', steps });
      }
      return true;
    } catch (error) {
      if (!isHostLost(error)) this.fault('node-does-not-start', error instanceof Error ? error.message : String(error));
      connection.kill();
      return false;
    }
  }

  private hostExited(): void {
    this.connection = undefined;
    if (!this.ended && this.standing.settled) this.standing = createDeferred();
    this.attempts.hostDied();
    const names = new Map([...this.nodes].map(([id, { node }]) => [id, node.name]));
    const counts = this.producers.uncountedTicks(names);
    if (counts.length > 0) this.options.onReports({ reports: [], counts, dropped: 0 });
  }

  private async waitBeforeRestart(exit: ProcessExit): Promise<void> {
    const { clock, settings } = this.options;
    const restartDelayMs = this.delay.next();
    this.report({
      type: 'host-lost',
      timeMs: clock.nowMs(),
      service: settings.service,
      code: exit.code,
      signal: exit.signal,
      standardErrorTail: exit.standardErrorTail,
      restartDelayMs,
    });
    await new Promise<void>((resolve) => {
      this.timer = clock.schedule(restartDelayMs, resolve);
    });
  }

  private addStep({ node, codeFile }: RunningNode): HostStep {
    return node.kind === 'producer'
      ? { type: 'add-producer', producer: node, codeFile, position: this.producers.position(node.id) }
      : { type: 'add-consumer', consumer: node, codeFile, surviving: this.attempts.surviving(node.id) };
  }

  private told(message: Exclude<Told, { type: 'hops' }>): void {
    switch (message.type) {
      case 'reports':
        this.noteReports(message.batch);
        this.options.onReports(message.batch);
        return;
      case 'journal':
        for (const { consumer, entry } of message.attempts) this.attempts.record(consumer, entry);
        for (const tick of message.ticks) this.producers.tick(tick);
        return;
      case 'listening':
        this.producers.listening(message.producer, message.port);
        return;
      case 'member': {
        const key = `${message.consumer}/${message.instance}`;
        if (message.place) this.members.set(key, message.place);
        else this.members.delete(key);
      }
    }
  }

  private noteReports({ counts }: ReportBatch): void {
    for (const { node: name, kind, count } of counts) {
      if (showsProgress.has(kind)) this.delay.reset();
      if (kind !== 'tick-ended') continue;
      for (const { node } of this.nodes.values()) if (node.name === name) this.producers.counted(node.id, count);
    }
  }

  private fault(code: string, message: string): void {
    const { clock, settings } = this.options;
    this.report({ type: 'fault', timeMs: clock.nowMs(), service: settings.service, code, message });
  }

  private report(report: RuntimeReport): void {
    this.options.onReports({ reports: [report], counts: [], dropped: 0 });
  }
}

function isHostLost(error: unknown): boolean {
  return error instanceof Fault && error.code === 'host-lost';
}

function doesNotStart({ code, signal, standardErrorTail }: ProcessExit): Fault<'host-does-not-start'> {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return new Fault('host-does-not-start', `The handler host does not start (${how}). ${standardErrorTail}`.trim());
}
