import { randomUUID } from 'node:crypto';
import type { DiagnosticMessage, SessionOverview, SessionTargetChoice } from '../../../shared/contract/index.ts';
import type { FaultChange, FaultStanding } from '../../broker/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { Fault, type Clock, type ProcessHost } from '../../../shared/lib/index.ts';
import type { ConnectionStore, ResolvedConnection } from '../connections/index.ts';
import { ProjectHealth } from '../health/project-health.ts';
import { validateProject } from '../project/index.ts';
import { sessionStopped, type SessionFaultCode } from '../session/index.ts';
import { ProjectTraces } from '../tracing/project-traces.ts';
import { RunTracing } from '../tracing/run-tracing.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import { type ClusterAccess, KeptClusterAccess } from './cluster-access.ts';
import type { Happening } from './happenings.ts';
import { ProjectBroker } from './project-broker.ts';
import { type DeployOutcome, Run } from './run.ts';
import { SessionFrames, type SessionStanding } from './session-frames.ts';
import { SessionLog } from './session-log.ts';

export interface ProjectSessionOptions {
  readonly clock: Clock;
  readonly processHost: ProcessHost;
  readonly connections: Pick<ConnectionStore, 'resolve'>;
  /** Where traces are kept. */
  readonly stateFolder: string;
  readonly tracingBudget?: number | undefined;
}

/** What a start is asked for. */
export interface StartRequest {
  readonly target: SessionTargetChoice;
  readonly createTopics?: boolean | undefined;
  readonly seed?: number | undefined;
  readonly prefix?: string | undefined;
}

/** Why a start came to nothing, besides what the session itself says. */
export type StartFault = Fault<SessionFaultCode | 'connection-unknown'>;

/** The project can't run. */
export class ProjectHasErrors extends Fault<SessionFaultCode> {
  readonly diagnostics: readonly DiagnosticMessage[];

  constructor(diagnostics: readonly DiagnosticMessage[]) {
    super('project-has-errors', 'The project has errors, so it does not run.');
    this.diagnostics = diagnostics;
  }
}

/**
 * What runs for an open project: its embedded broker, which outlives the runs, the run of the moment or the last one, and what they
 * say. Owns both. See README.md.
 */
export class ProjectSession {
  readonly project: OpenProject;
  readonly log = new SessionLog();
  readonly frames: SessionFrames;
  readonly traces: ProjectTraces;
  readonly health: ProjectHealth;
  private readonly options: ProjectSessionOptions;
  private readonly broker: ProjectBroker;
  private state: SessionOverview['state'] = 'idle';
  private problem: SessionOverview['problem'];
  private target: SessionTargetChoice = { type: 'embedded' };
  private prefix = '';
  private readonly access = new KeptClusterAccess();
  private resolved: ResolvedConnection | undefined;
  private run: Run | undefined;
  /** Names what the embedded broker holds; another one whenever that begins anew. */
  private embeddedLog = '';
  private refusals: readonly DiagnosticMessage[] = [];
  /** Of the start that counts: a later one, a stop or the close makes it another. */
  private attempt = 0;
  private ending: Promise<void> = Promise.resolve();

  constructor(project: OpenProject, options: ProjectSessionOptions) {
    this.project = project;
    this.options = options;
    const { clock, stateFolder, tracingBudget } = options;
    this.traces = new ProjectTraces(stateFolder, project.folder, tracingBudget);
    this.traces.onChange(({ isOn }) => this.run?.switchTracing(isOn));
    this.health = new ProjectHealth(stateFolder, project.folder, clock);
    this.frames = new SessionFrames(clock, () => this.standing());
    this.broker = new ProjectBroker({
      ...options,
      events: {
        stateChanged: () => this.frames.touch(),
        lost: (explanation) => {
          this.say('error', `The broker ended and starts again: ${explanation}`);
          this.happened('broker-lost', `The broker ended and starts again: ${explanation}`);
        },
        restarted: () => {
          this.say('info', 'The broker answers again.');
          this.happened('broker-restarted', 'The broker answers again');
        },
        givenUp: (fault) => void this.brokerGone(fault),
        log: (level, message) => {
          if (level !== 'info') this.say(level === 'warning' ? 'warn' : 'error', message);
        },
      },
    });
  }

  /** Where records are to be had: the cluster of the run or of the last one; undefined while there is none. */
  get cluster(): ClusterAccess | undefined {
    const connection = this.target.type === 'embedded' ? this.broker.connection : this.resolved?.connection;
    if (!connection) return undefined;
    return this.access.of(connection, this.project.document.graph, this.prefix);
  }

  /** Whether what runs, or ran last, does so on the embedded broker. */
  get isEmbedded(): boolean {
    return this.target.type === 'embedded';
  }

  /** Asks the embedded broker's failure lab. Rejects with a Fault `broker-not-up`. */
  changeFaults(change: FaultChange): Promise<readonly FaultStanding[]> {
    return this.broker.changeFaults(change);
  }

  /** Seed of the run, or of the last one. */
  get seed(): number | undefined {
    return this.run?.seed;
  }

  /** The run of the moment; undefined where nothing runs. */
  get running(): Run | undefined {
    return this.state === 'running' ? this.run : undefined;
  }

  /**
   * Runs the project; what runs is stopped before. Resolves when it runs. Rejects with a StartFault, `ProjectHasErrors` or
   * `TopicsMissing`; with `stopped` where a stop or another start came in between.
   */
  async start(request: StartRequest): Promise<void> {
    this.attempt += 1;
    const { attempt } = this;
    await this.endRun();
    this.assertCounts(attempt);
    this.target = request.target;
    this.problem = undefined;
    this.refusals = [];
    this.enter('starting');
    try {
      await this.bringUp(request, attempt);
      this.assertCounts(attempt);
      this.enter('running');
    } catch (error) {
      if (attempt === this.attempt) this.failed(error);
      throw attempt === this.attempt ? error : sessionStopped();
    }
  }

  async stop(): Promise<void> {
    this.attempt += 1;
    await this.endRun();
    if (this.state !== 'failed') this.enter('idle');
  }

  /** Ends the run and the broker, whose records are gone then. */
  async reset(): Promise<void> {
    await this.stop();
    this.run = undefined;
    this.problem = undefined;
    this.enter('idle');
    await this.broker.end();
  }

  /** Deploys the handlers as they are in the document. Where nothing runs there is nothing to deploy: a start takes the latest. */
  async deploy(node: string | undefined): Promise<DeployOutcome> {
    return (await this.running?.deploy(node)) ?? { deployed: [], diagnostics: [] };
  }

  /** Stops the run and ends the broker. */
  async close(): Promise<void> {
    await this.reset();
    await this.traces.close();
  }

  private async bringUp({ createTopics, seed, prefix }: StartRequest, attempt: number): Promise<void> {
    const { project, options, log } = this;
    const findings = await validateProject(project.project);
    if (findings.some(({ severity }) => severity === 'error')) {
      this.refusals = findings;
      throw new ProjectHasErrors(findings);
    }
    this.assertCounts(attempt);
    const { connection, prefix: savedPrefix = '' } = await this.connect();
    this.assertCounts(attempt);
    this.prefix = prefix ?? savedPrefix;
    // Others write to a cluster too, and it keeps no count of ours: there a rerun gives the events that it gave.
    const runOrdinal = this.target.type === 'embedded' ? await this.broker.takeRun() : 0;
    this.assertCounts(attempt);
    const { isOn, otlpEndpoint } = await this.traces.settings();
    this.assertCounts(attempt);
    const run = new Run({
      project,
      clock: options.clock,
      processHost: options.processHost,
      log,
      connection,
      createTopics: this.target.type === 'embedded' || createTopics === true,
      growTopics: this.target.type === 'embedded',
      isOurs: this.target.type === 'embedded',
      seed,
      runOrdinal,
      prefix: this.prefix,
      tracing: new RunTracing({
        traces: this.traces,
        clock: options.clock,
        isOn,
        otlpEndpoint,
        connection,
        ...this.tracedTarget(connection, runOrdinal),
      }),
      onChange: () => this.frames.touch(),
      onHappening: (happening) => this.tellHappening(happening),
      onSample: () => {
        if (this.run === run) this.health.sampled();
      },
    });
    this.run = run;
    this.health.began(run).catch((error: Error) => this.say('warn', `Alerts are off: ${error.message}`));
    void run.session.ended.then((fault) => {
      if (fault && this.run === run && this.state === 'running') this.failed(fault);
    });
    try {
      await run.started;
    } catch (error) {
      await run.stop();
      const isOfProject = error instanceof Fault && error.code === 'project-has-errors';
      throw isOfProject ? new ProjectHasErrors(run.diagnostics) : error;
    }
  }

  /** Runs on the same records share a log. */
  private tracedTarget({ brokers }: ConnectionSettings, runOrdinal: number): { log: string; target: string } {
    if (this.target.type === 'embedded') {
      if (runOrdinal === 0 || this.embeddedLog === '') this.embeddedLog = randomUUID();
      return { log: this.embeddedLog, target: 'embedded' };
    }
    const address = brokers.join(',');
    return { log: address, target: address };
  }

  private async connect(): Promise<ResolvedConnection> {
    const { target } = this;
    if (target.type === 'embedded') return { connection: await this.broker.ensure() };
    this.resolved = await this.options.connections.resolve(target.connectionId);
    if (this.resolved) return this.resolved;
    throw new Fault('connection-unknown', 'The connection is not there any more. Choose another one.');
  }

  /** A start that is under way ends with its run. */
  private endRun(): Promise<void> {
    const { run } = this;
    if (this.state === 'running' || this.state === 'starting') this.enter('stopping');
    this.ending = this.ending.then(() => run?.stop());
    return this.ending;
  }

  private failed(error: unknown): void {
    const code = error instanceof Fault ? String(error.code) : 'unexpected';
    // What the person is asked about, or has to mend, is no failure of the run.
    if (['project-has-errors', 'topics-missing', 'connection-unknown', 'stopped'].includes(code)) {
      this.enter('idle');
      return;
    }
    this.problem = { code, message: error instanceof Error ? error.message : String(error) };
    this.enter('failed');
  }

  private async brokerGone(fault: Fault<SessionFaultCode>): Promise<void> {
    this.problem = { code: fault.code, message: fault.message };
    this.say('error', fault.message);
    if (this.target.type === 'embedded' && this.run) {
      this.attempt += 1;
      await this.endRun();
      this.enter('failed');
    }
    this.frames.touch();
  }

  private assertCounts(attempt: number): void {
    if (attempt !== this.attempt) throw sessionStopped();
  }

  private enter(state: SessionOverview['state']): void {
    this.state = state;
    if (state === 'idle' || state === 'failed') this.health.ended();
    this.frames.setLive(state === 'running' || state === 'starting' || state === 'stopping');
  }

  private happened(kind: 'broker-lost' | 'broker-restarted', message: string): void {
    this.tellHappening({ timeMs: this.options.clock.nowMs(), kind, message });
  }

  private tellHappening(happening: Happening): void {
    this.frames.happened(happening);
    this.health.happened(happening);
  }

  private say(level: 'info' | 'warn' | 'error', message: string): void {
    this.log.add({ timeMs: this.options.clock.nowMs(), level, message });
  }

  /** How everything stands at this moment. */
  standing(): SessionStanding {
    const { run, state, target, problem, broker } = this;
    const standing = run?.standing();
    const isRunning = state === 'starting' || state === 'running' || state === 'stopping';
    const connection = this.cluster?.connection;
    const changedOutside = run?.changedOutside ?? [];
    const overview: SessionOverview = {
      state,
      target,
      ...(connection && { bootstrap: connection.brokers.join(',') }),
      ...(run && isRunning && { startedMs: run.startedMs }),
      ...(run?.seed !== undefined && { seed: run.seed }),
      broker: broker.state,
      ...(problem && { problem }),
      perSecond: standing?.perSecond ?? 0,
      ...(changedOutside.length > 0 && { changedOutside }),
    };
    const diagnostics = this.refusals.length > 0 ? this.refusals : (run?.diagnostics ?? []);
    return { overview, nodes: standing?.nodes ?? new Map(), edges: standing?.edges ?? new Map(), diagnostics };
  }
}
