import type { Diagnostic, Graph } from '../../../shared/graph/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { type Clock, Fault, type Timer } from '../../../shared/lib/index.ts';
import { type Cluster, type ClusterLook, createCluster, RecordTimes } from '../../cluster/index.ts';
import {
  createRuntime,
  type Plan,
  type PlanSource,
  type ReportBatch,
  type Runtime,
  type SendOutcome,
} from '../../runtime/index.ts';
import { createEmbeddedBroker, type EmbeddedBroker, type EmbeddedBrokerEvents } from './embedded-broker.ts';
import { brokenCode } from './broken-code.ts';
import type { EdgeStatistics, SessionFaultCode, SessionState, SessionTopic } from './session-event.ts';
import { asSessionFault, projectHasErrors, sessionStopped } from './session-fault.ts';
import { SessionHealth } from './health/session-health.ts';
import { WaitingSince } from './health/waiting-since.ts';
import { subscriptionsOf } from './session-lag.ts';
import { planSession } from './session-plan.ts';
import { prepareTopics, type TopicRights } from './session-topics.ts';
import type { CodeFiles, Deployment, Session, SessionChange, SessionOptions, StartedSession } from './session-types.ts';
import { Settlement, type SettlementOutcome } from './settlement.ts';
import type { RunStatus } from './status/run-status.ts';
import { SessionStatus } from './status/session-status.ts';
import { systemClock } from './system-clock.ts';
import { createTemporaryBroker } from './temporary-broker.ts';
import { within } from './within.ts';

const statisticsIntervalMs = 1000;
const settlementIntervalMs = 100;
/** At its end a session waits no longer for what the cluster last says. */
const answerLimitMs = 3000;

export function startSession(options: SessionOptions): Session {
  return new GraphSession(options);
}

class GraphSession implements Session {
  readonly started: Promise<StartedSession>;
  readonly ended: Promise<Fault<SessionFaultCode> | undefined>;
  private readonly options: SessionOptions;
  private readonly clock: Clock;
  private readonly board: SessionStatus;
  readonly health: SessionHealth;
  private readonly endListeners: ((fault: Fault<SessionFaultCode> | undefined) => void)[] = [];
  private currentState: SessionState = 'starting';
  private broker: EmbeddedBroker | undefined;
  private brokerPid: number | undefined;
  private cluster: Cluster | undefined;
  private runtime: Runtime | undefined;
  private plan: Plan | undefined;
  /** With the nodes that stand still. */
  private drawn: Plan | undefined;
  private waitingSince: WaitingSince | undefined;
  private files: CodeFiles = new Map();
  private settlement: Settlement | undefined;
  private statisticsTimer: Timer | undefined;
  private stopping: Promise<void> | undefined;
  /** What comes in later is noted no more. */
  private isOver = false;
  private regularLook: Promise<void> | undefined;
  private changing: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.board = new SessionStatus(options.project.graph, this.clock.nowMs());
    this.health = new SessionHealth(this.board, options.project.graph, this.clock.nowMs());
    this.ended = new Promise((resolve) => this.endListeners.push(resolve));
    this.started = this.start();
    // Whoever doesn't look at `started` hears of it by `ended`.
    this.started.catch(() => undefined);
  }

  get state(): SessionState {
    return this.currentState;
  }

  statistics(): readonly EdgeStatistics[] {
    return this.board.statistics();
  }

  status(): RunStatus {
    return this.board.read(this.clock.nowMs());
  }

  async sendNow(producer: string, payload: unknown): Promise<SendOutcome> {
    if (!this.runtime) return { ok: false, code: 'not-running', message: 'The session does not run yet.' };
    return await this.runtime.sendNow(producer, payload);
  }

  async restartPartition(consumer: string, topic: string, partition: number): Promise<void> {
    if (!this.runtime) throw new Fault('not-stopped', 'The session does not run yet.');
    await this.runtime.restartPartition(consumer, topic, partition);
    this.board.partitionRestarted(consumer, topic, partition);
  }

  async change(project: PlanSource, deployment: Deployment = {}): Promise<SessionChange> {
    const turn = this.changing.then(() => this.changeNow(project, deployment));
    this.changing = turn.catch(() => undefined);
    return await turn;
  }

  switchTracing(isOn: boolean): void {
    this.runtime?.switchTracing(isOn);
  }

  stop(): Promise<void> {
    return this.end(undefined);
  }

  private async start(): Promise<StartedSession> {
    try {
      const start = await this.bringUp();
      this.assertStarting();
      this.enter('running');
      this.scheduleStatistics();
      return start;
    } catch (error) {
      const fault = asSessionFault(error);
      if (fault.code !== 'stopped') await this.end(fault);
      throw fault;
    }
  }

  private async bringUp(): Promise<StartedSession> {
    const { project, target } = this.options;
    const planned = await planSession(project, this.options);
    this.tellDiagnostics(planned.diagnostics);
    if (!planned.plan) throw projectHasErrors();
    this.assertStarting();
    this.settlement = new Settlement(planned.plan);
    const connection = target.type === 'external' ? target.connection : await this.startBroker(target.dataDirectory);
    this.assertStarting();
    const plan = { ...planned.plan, runOrdinal: await this.ordinalOf(planned.plan) };
    this.assertStarting();
    const cluster = createCluster(connection, this.clock, () => this.board.answered(this.clock.nowMs()));
    this.cluster = cluster;
    if (this.readsTimes) this.waitingSince = new WaitingSince(new RecordTimes(connection, this.clock), this.clock);
    const topics = await this.prepareCluster(cluster, plan);
    this.assertStarting();
    this.changeBoard(project.graph, plan, plan);
    await this.look();
    this.assertStarting();
    const { brokerPid } = this;
    const start = {
      bootstrap: connection.brokers.join(','),
      seed: plan.seed,
      topics,
      ...(brokerPid !== undefined && { brokerPid }),
    };
    this.options.onEvent({ type: 'started', ...start });
    this.files = await this.startRuntime(connection, plan);
    return { ...start, files: this.files };
  }

  private async startBroker(dataDirectory: string | undefined): Promise<ConnectionSettings> {
    const { processHost, onEvent } = this.options;
    const events: EmbeddedBrokerEvents = {
      lost: (explanation, restartDelayMs) => onEvent({ type: 'broker-lost', explanation, restartDelayMs }),
      restarted: (broker) => onEvent({ type: 'broker-restarted', ...broker }),
      givenUp: (fault) => void this.end(fault),
      log: (level, message) => onEvent({ type: 'broker-log', level, message }),
    };
    const keeping = { processHost, clock: this.clock, events };
    this.broker =
      dataDirectory === undefined
        ? createTemporaryBroker(keeping)
        : createEmbeddedBroker({ ...keeping, dataDirectory });
    const { bootstrap, pid } = await this.broker.start();
    this.brokerPid = pid;
    return { brokers: [bootstrap] };
  }

  private async ordinalOf(plan: Plan): Promise<number> {
    try {
      return (await this.broker?.takeRun()) ?? plan.runOrdinal;
    } catch (error) {
      throw asSessionFault(error, 'broker-does-not-start');
    }
  }

  private async prepareCluster(cluster: Cluster, plan: Plan): Promise<readonly SessionTopic[]> {
    try {
      await cluster.start();
      const { topics, diagnostics } = await prepareTopics(cluster, plan, this.topicRights());
      const subscriptions = subscriptionsOf(plan);
      await cluster.watchFromNow(
        topics.map(({ kafkaName }) => kafkaName),
        subscriptions.map(({ group }) => group),
      );
      this.tellDiagnostics(diagnostics);
      return topics;
    } catch (error) {
      throw asSessionFault(error, 'cluster-unreachable');
    }
  }

  private topicRights(): TopicRights {
    const { target } = this.options;
    if (target.type === 'embedded') return { create: true, grow: false };
    return { create: target.createTopics, grow: target.growTopics === true };
  }

  private async startRuntime(connection: ConnectionSettings, plan: Plan): Promise<CodeFiles> {
    const { processHost, texts, limits, tracing } = this.options;
    this.runtime = createRuntime({
      processHost,
      connection,
      clock: this.clock,
      onReports: (batch) => this.takeReports(batch),
      ...(limits && { limits }),
      ...(tracing && { hops: tracing, isTraced: tracing.isOn }),
    });
    try {
      const { diagnostics, files } = await this.runtime.apply(plan, texts);
      this.tellDiagnostics(diagnostics);
      if (diagnostics.some(({ severity }) => severity === 'error')) throw projectHasErrors();
      return files;
    } catch (error) {
      // Stopping makes `apply` reject, and is no failure.
      this.assertStarting();
      throw asSessionFault(error, 'runtime-does-not-start');
    }
  }

  private async changeNow(
    project: PlanSource,
    { texts, stoppedNodes = new Set() }: Deployment,
  ): Promise<SessionChange> {
    await this.started;
    const { runtime, cluster, plan: before } = this;
    if (!runtime || !cluster || !before || this.currentState !== 'running') throw sessionStopped();
    const planned = await planSession(project, { ...this.options, stoppedNodes });
    this.tellDiagnostics(planned.diagnostics);
    if (!planned.plan) return { ok: false, actions: [], diagnostics: planned.diagnostics, files: this.files };
    // What belongs to the run and not to the drawing stays, wherever the project went meanwhile.
    const { projectFolder, seed, runOrdinal } = before;
    const plan = { ...planned.plan, projectFolder, seed, runOrdinal };
    const topicDiagnostics = await this.prepareDifference(cluster, before, plan);
    if (this.currentState !== 'running') throw sessionStopped();
    const drawn = await this.drawnPlan(project, plan);
    this.changeBoard(project.graph, plan, drawn);
    this.settlement?.follow(plan);
    try {
      const { actions, diagnostics, files } = await runtime.apply(plan, texts);
      this.files = files;
      this.tellDiagnostics(diagnostics);
      this.board.codeBroken(brokenCode(diagnostics, files));
      return { ok: true, actions, diagnostics: [...planned.diagnostics, ...topicDiagnostics, ...diagnostics], files };
    } catch (error) {
      throw asSessionFault(error);
    }
  }

  /** Creates topics that lack, and watches what is newly read from now on. */
  private async prepareDifference(cluster: Cluster, before: Plan, after: Plan): Promise<readonly Diagnostic[]> {
    const read = new Set(
      subscriptionsOf(before).flatMap(({ group, topics }) => topics.map((topic) => `${group}\n${topic}`)),
    );
    try {
      const { diagnostics } = await prepareTopics(cluster, after, this.topicRights());
      for (const { group, topics } of subscriptionsOf(after)) {
        const newlyRead = topics.filter((topic) => !read.has(`${group}\n${topic}`));
        if (newlyRead.length > 0) await cluster.watchFromNow(newlyRead, [group]);
      }
      this.tellDiagnostics(diagnostics);
      return diagnostics;
    } catch (error) {
      throw asSessionFault(error, 'cluster-unreachable');
    }
  }

  private changeBoard(graph: Graph, plan: Plan, drawn: Plan): void {
    this.plan = plan;
    this.drawn = drawn;
    this.options.tracing?.planned(plan);
    this.board.change(graph, plan, this.clock.nowMs(), drawn);
    this.health.change(graph, drawn);
  }

  /** What would run if no node stood still: what waits for those that do is told too. */
  private async drawnPlan(project: PlanSource, plan: Plan): Promise<Plan> {
    const { plan: drawn } = await planSession(project, { ...this.options, stoppedNodes: new Set() });
    return drawn ?? plan;
  }

  private get readsTimes(): boolean {
    const { target } = this.options;
    return target.type === 'embedded' || target.isOurs === true;
  }

  private takeReports(batch: ReportBatch): void {
    const { onEvent } = this.options;
    this.board.take(batch, this.clock.nowMs());
    this.health.take(batch, this.clock.nowMs(), this.currentState === 'running');
    for (const report of batch.reports) {
      this.settlement?.observe(report);
      onEvent({ type: 'reported', report });
    }
    if (batch.dropped > 0) onEvent({ type: 'reports-dropped', count: batch.dropped });
  }

  async settled(): Promise<SettlementOutcome> {
    await this.started;
    const { settlement } = this;
    for (;;) {
      const ended = settlement?.producersEnded((producer) => this.board.ticksEnded(producer)) ?? false;
      // The look must begin after the producers have ended, so `ended` is read before it.
      const look = ended ? await this.look() : undefined;
      const outcome = look && settlement ? settlement.judge(look.lags) : 'busy';
      if (outcome !== 'busy' && this.currentState === 'running') return outcome;
      await new Promise<void>((resolve) => this.clock.schedule(settlementIntervalMs, resolve));
      if (this.currentState !== 'running') return await new Promise<never>(() => undefined);
    }
  }

  /** Rates are taken on time, also while the cluster takes its time to answer. */
  private scheduleStatistics(): void {
    this.statisticsTimer = this.clock.schedule(statisticsIntervalMs, () => {
      this.tellStatistics();
      // Figures are told when a look has come in. Where it takes its time they are told without it.
      if (this.regularLook) this.health.sample(this.clock.nowMs());
      this.regularLook ??= this.look(true)
        .then(() => {
          if (!this.isOver) this.health.sample(this.clock.nowMs());
        })
        .catch((error: unknown) => this.options.onEvent({ type: 'broker-log', level: 'error', message: String(error) }))
        .finally(() => {
          this.regularLook = undefined;
        });
      this.scheduleStatistics();
    });
  }

  private tellStatistics(): void {
    this.board.sample(this.clock.nowMs());
    this.options.onEvent({ type: 'statistics', edges: this.board.statistics() });
  }

  /** Undefined while the cluster doesn't answer; the next look may. Only regular ones ask how long records wait. */
  private async look(isRegular = false): Promise<ClusterLook | undefined> {
    const { cluster, plan } = this;
    if (!cluster || !plan) return undefined;
    this.board.lookBegan(this.clock.nowMs());
    const topics = plan.topics.map(({ kafkaName }) => kafkaName);
    const asked = cluster.look(subscriptionsOf(this.drawn ?? plan), topics);
    const look = await asked.catch((error: unknown) => this.board.lookFailed(error));
    if (!look || this.isOver) return undefined;
    const lookedMs = this.clock.nowMs();
    const found = isRegular ? ((await this.waitingSince?.read(look)) ?? new Map<string, number>()) : undefined;
    this.board.look(look, lookedMs);
    if (found) this.health.look(look, found, lookedMs);
    const groups = new Set(subscriptionsOf(plan).map(({ group }) => group));
    return { ...look, lags: look.lags.filter(({ group }) => groups.has(group)) };
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
    // A cluster that gives no answer keeps nobody from stopping.
    await within(this.clock, this.regularLook, answerLimitMs);
    if (wasRunning) {
      await within(this.clock, this.look(), answerLimitMs);
      this.tellStatistics();
    }
    this.isOver = true;
    this.board.end();
    this.health.end(this.clock.nowMs());
    this.waitingSince?.close();
    await within(this.clock, this.cluster?.stop(), answerLimitMs);
    await this.broker?.stop();
    this.enter(fault ? 'failed' : 'stopped');
    for (const listener of this.endListeners) listener(fault);
  }

  private enter(state: SessionState): void {
    this.currentState = state;
    this.options.onEvent({ type: 'state-changed', state });
  }

  private assertStarting(): void {
    if (this.currentState !== 'starting') throw sessionStopped();
  }

  private tellDiagnostics(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.options.onEvent({ type: 'diagnostic', diagnostic });
  }
}
