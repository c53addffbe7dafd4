import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../../shared/kafka/index.ts';
import { type Clock, Fault, type Timer } from '../../../shared/lib/index.ts';
import { type Cluster, createCluster, type PartitionLag } from '../../cluster/index.ts';
import {
  createRuntime,
  type Plan,
  type PlanSource,
  type ReportBatch,
  type Runtime,
  type SendOutcome,
} from '../../runtime/index.ts';
import { EdgeCounts } from './edge-counts.ts';
import { createEmbeddedBroker, type EmbeddedBroker } from './embedded-broker.ts';
import type { EdgeStatistics, SessionFaultCode, SessionStart, SessionState } from './session-event.ts';
import { lagByConsumer, subscriptionsOf } from './session-lag.ts';
import { planSession } from './session-plan.ts';
import { prepareTopics } from './session-topics.ts';
import type { Session, SessionChange, SessionOptions } from './session-types.ts';
import { Settlement, type SettlementOutcome } from './settlement.ts';
import { systemClock } from './system-clock.ts';

const statisticsIntervalMs = 1000;
const settlementIntervalMs = 100;

export function startSession(options: SessionOptions): Session {
  return new GraphSession(options);
}

class GraphSession implements Session {
  readonly started: Promise<SessionStart>;
  readonly ended: Promise<Fault<SessionFaultCode> | undefined>;
  private readonly options: SessionOptions;
  private readonly clock: Clock;
  private readonly counts: EdgeCounts;
  private readonly endListeners: ((fault: Fault<SessionFaultCode> | undefined) => void)[] = [];
  private currentState: SessionState = 'starting';
  private broker: EmbeddedBroker | undefined;
  private brokerPid: number | undefined;
  private temporaryFolder: string | undefined;
  private cluster: Cluster | undefined;
  private runtime: Runtime | undefined;
  private plan: Plan | undefined;
  private settlement: Settlement | undefined;
  private statisticsTimer: Timer | undefined;
  private changing: Promise<unknown> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.counts = new EdgeCounts(options.project.graph, this.clock.nowMs());
    this.ended = new Promise((resolve) => this.endListeners.push(resolve));
    this.started = this.start();
    // Whoever doesn't look at `started` hears of it by `ended`.
    this.started.catch(() => undefined);
  }

  get state(): SessionState {
    return this.currentState;
  }

  statistics(): readonly EdgeStatistics[] {
    return this.counts.statistics();
  }

  async sendNow(producer: string, payload: unknown): Promise<SendOutcome> {
    if (!this.runtime) return { ok: false, code: 'not-running', message: 'The session does not run yet.' };
    return await this.runtime.sendNow(producer, payload);
  }

  async change(project: PlanSource): Promise<SessionChange> {
    const turn = this.changing.then(() => this.changeNow(project));
    this.changing = turn.catch(() => undefined);
    return await turn;
  }

  async restartPartition(consumer: string, topic: string, partition: number): Promise<void> {
    if (!this.runtime) throw new Fault('not-stopped', 'The session does not run yet.');
    await this.runtime.restartPartition(consumer, topic, partition);
  }

  stop(): Promise<void> {
    return this.end(undefined);
  }

  private async start(): Promise<SessionStart> {
    try {
      const start = await this.bringUp();
      this.assertStarting();
      this.enter('running');
      this.scheduleStatistics();
      return start;
    } catch (error) {
      const fault = asFault(error);
      if (fault.code !== 'stopped') await this.end(fault);
      throw fault;
    }
  }

  private async bringUp(): Promise<SessionStart> {
    const plan = await this.planProject();
    this.assertStarting();
    this.plan = plan;
    this.settlement = new Settlement(plan);
    const { target } = this.options;
    const connection = target.type === 'external' ? target.connection : await this.startBroker(target.dataDirectory);
    this.assertStarting();
    const topics = await this.prepareCluster(connection, plan);
    this.assertStarting();
    const bootstrap = connection.brokers.join(',');
    const { brokerPid } = this;
    const start = { bootstrap, seed: plan.seed, topics, ...(brokerPid === undefined ? {} : { brokerPid }) };
    this.options.onEvent({ type: 'started', ...start });
    await this.startRuntime(connection, plan);
    return start;
  }

  private async planProject(): Promise<Plan> {
    const { plan, diagnostics } = await planSession(this.options.project, this.options);
    this.tellDiagnostics(diagnostics);
    if (!plan) throw projectHasErrors();
    return plan;
  }

  private async startBroker(dataDirectory: string | undefined): Promise<ConnectionSettings> {
    const folder = dataDirectory ?? mkdtempSync(path.join(tmpdir(), 'topicraft-'));
    if (dataDirectory === undefined) this.temporaryFolder = folder;
    const { processHost, onEvent } = this.options;
    this.broker = createEmbeddedBroker({
      processHost,
      clock: this.clock,
      dataDirectory: folder,
      events: {
        lost: (explanation, restartDelayMs) => onEvent({ type: 'broker-lost', explanation, restartDelayMs }),
        restarted: (broker) => onEvent({ type: 'broker-restarted', ...broker }),
        givenUp: (fault) => void this.end(fault),
        log: (level, message) => onEvent({ type: 'broker-log', level, message }),
      },
    });
    const { bootstrap, pid } = await this.broker.start();
    this.brokerPid = pid;
    return { brokers: [bootstrap] };
  }

  private async prepareCluster(connection: ConnectionSettings, plan: Plan): Promise<SessionStart['topics']> {
    const cluster = createCluster(connection, this.clock);
    this.cluster = cluster;
    try {
      await cluster.start();
    } catch (error) {
      throw asFault(error, 'cluster-unreachable');
    }
    const names = plan.topics.map(({ kafkaName }) => kafkaName);
    return (await this.prepareTopics(cluster, plan, names)).topics;
  }

  /** @param added names on the cluster of topics that this session has not looked at yet. */
  private async prepareTopics(
    cluster: Cluster,
    plan: Plan,
    added: readonly string[],
  ): ReturnType<typeof prepareTopics> {
    const { target } = this.options;
    try {
      const prepared = await prepareTopics(cluster, plan, target.type === 'embedded' || target.createTopics);
      await cluster.watchFromNow(added);
      this.tellDiagnostics(prepared.diagnostics);
      return prepared;
    } catch (error) {
      throw asFault(error, 'cluster-unreachable');
    }
  }

  private async startRuntime(connection: ConnectionSettings, plan: Plan): Promise<void> {
    const { processHost, limits } = this.options;
    const onReports = (batch: ReportBatch): void => this.takeReports(batch);
    const runtimeOptions = { processHost, connection, clock: this.clock, onReports };
    this.runtime = createRuntime(limits ? { ...runtimeOptions, limits } : runtimeOptions);
    try {
      const { diagnostics } = await this.runtime.apply(plan);
      this.tellDiagnostics(diagnostics);
      if (diagnostics.some(({ severity }) => severity === 'error')) throw projectHasErrors();
    } catch (error) {
      // Stopping makes `apply` reject, and is no failure.
      this.assertStarting();
      throw asFault(error, 'runtime-does-not-start');
    }
  }

  private async changeNow(project: PlanSource): Promise<SessionChange> {
    const { cluster, runtime, options } = this;
    const { plan, diagnostics } = await planSession(project, options);
    this.tellDiagnostics(diagnostics);
    if (!plan) return { ok: false, actions: [], diagnostics };
    if (!cluster || !runtime || this.currentState !== 'running') throw notRunning();
    const known = new Set(this.plan?.topics.map(({ kafkaName }) => kafkaName));
    const added = plan.topics.map(({ kafkaName }) => kafkaName).filter((name) => !known.has(name));
    const prepared = await this.prepareTopics(cluster, plan, added);
    if (this.currentState !== 'running') throw notRunning();
    this.plan = plan;
    this.settlement?.follow(plan);
    this.counts.follow(project.graph, this.clock.nowMs());
    const applied = await runtime.apply(plan);
    this.tellDiagnostics(applied.diagnostics);
    return {
      ok: true,
      actions: applied.actions,
      diagnostics: [...diagnostics, ...prepared.diagnostics, ...applied.diagnostics],
    };
  }

  private takeReports({ reports, counts, dropped }: ReportBatch): void {
    const { onEvent } = this.options;
    this.counts.add(counts);
    for (const report of reports) {
      this.settlement?.observe(report);
      onEvent({ type: 'reported', report });
    }
    if (dropped > 0) onEvent({ type: 'reports-dropped', count: dropped });
  }

  async settled(): Promise<SettlementOutcome> {
    await this.started;
    const { settlement } = this;
    for (;;) {
      const ended = settlement?.producersEnded((producer) => this.counts.ticksEnded(producer)) ?? false;
      // The look must begin after the producers have ended, so `ended` is read before it.
      const lags = ended ? await this.readLag() : undefined;
      const outcome = lags && settlement ? settlement.judge(lags) : 'busy';
      if (outcome !== 'busy' && this.currentState === 'running') return outcome;
      await new Promise<void>((resolve) => this.clock.schedule(settlementIntervalMs, resolve));
      if (this.currentState !== 'running') return await new Promise<never>(() => undefined);
    }
  }

  private scheduleStatistics(): void {
    this.statisticsTimer = this.clock.schedule(statisticsIntervalMs, () => {
      void this.readLag().then(() => {
        if (this.currentState !== 'running') return;
        this.tellStatistics();
        this.scheduleStatistics();
      });
    });
  }

  private tellStatistics(): void {
    this.counts.sample(this.clock.nowMs());
    this.options.onEvent({ type: 'statistics', edges: this.counts.statistics() });
  }

  /** Undefined while the cluster doesn't answer; the next look may. */
  private async readLag(): Promise<PartitionLag[] | undefined> {
    const { cluster, plan } = this;
    if (!cluster || !plan) return undefined;
    const lags = await cluster.lag(subscriptionsOf(plan)).catch(() => undefined);
    if (lags) this.counts.setLags(lagByConsumer(plan, lags));
    return lags;
  }

  private end(fault: Fault<SessionFaultCode> | undefined): Promise<void> {
    this.stopping ??= this.tearDown(fault);
    return this.stopping;
  }

  private async tearDown(fault: Fault<SessionFaultCode> | undefined): Promise<void> {
    const wasRunning = this.currentState === 'running';
    this.enter('stopping');
    this.statisticsTimer?.cancel();
    await this.runtime?.stop();
    if (wasRunning) {
      await this.readLag();
      this.tellStatistics();
    }
    await this.cluster?.stop();
    await this.broker?.stop();
    if (this.temporaryFolder !== undefined) await rm(this.temporaryFolder, { recursive: true, force: true });
    this.enter(fault ? 'failed' : 'stopped');
    for (const listener of this.endListeners) listener(fault);
  }

  private enter(state: SessionState): void {
    this.currentState = state;
    this.options.onEvent({ type: 'state-changed', state });
  }

  private assertStarting(): void {
    if (this.currentState !== 'starting') throw new Fault<SessionFaultCode>('stopped', 'The session was stopped.');
  }

  private tellDiagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.options.onEvent({ type: 'diagnostic', diagnostic });
  }
}

function notRunning(): Fault<SessionFaultCode> {
  return new Fault('stopped', 'The session does not run.');
}

function projectHasErrors(): Fault<SessionFaultCode> {
  return new Fault('project-has-errors', 'The project has errors, so it does not run.');
}

function asFault(error: unknown, code: SessionFaultCode = 'runtime-does-not-start'): Fault<SessionFaultCode> {
  if (error instanceof Fault && sessionCodes.has(error.code)) return error as Fault<SessionFaultCode>;
  return new Fault(code, error instanceof Error ? error.message : String(error), error);
}

const sessionCodes: ReadonlySet<string> = new Set<SessionFaultCode>([
  'project-has-errors',
  'broker-does-not-start',
  'cluster-unreachable',
  'topics-missing',
  'runtime-does-not-start',
  'stopped',
]);
