import { Fault } from '../../../shared/lib/index.ts';
import { type CompiledHandler, createHandlerCompiler, type HandlerCompiler } from '../compile/handler-compiler.ts';
import { createDeferred } from '../deferred.ts';
import type { Plan, PlannedNode, PlannedService } from '../plan/plan.ts';
import { type CodeDigests, nodesOf, planDifference } from '../plan/plan-difference.ts';
import type { NotLoaded } from '../protocol/engine-host.ts';
import type {
  ApplyOutcome,
  HandlerDiagnostic,
  HandlerTexts,
  Runtime,
  RuntimeLimits,
  RuntimeOptions,
  SendOutcome,
  StopOutcome,
} from '../types.ts';
import { zeroOfClockMs } from '../handler-host/hop-clock.ts';
import { HopsOfHosts } from './hops-of-hosts.ts';
import { HostSupervisor } from './host-supervisor.ts';
import { ProducerLedger } from './producer-ledger.ts';
import { performActions } from './perform-actions.ts';

const defaultLimits: RuntimeLimits = {
  workerHeapMb: 256,
  hostMemoryMb: 2048,
  restartDelayMs: 100,
  maxRestartDelayMs: 10_000,
  tickTimeoutMs: 30_000,
};

/** What runs: a plan without the nodes whose handlers have never compiled, and the code of the others. */
interface Running {
  readonly plan: Plan;
  readonly code: ReadonlyMap<string, CompiledHandler>;
}

/** A runtime that runs nothing yet; the first `apply` starts it. */
export function createRuntime(options: RuntimeOptions): Runtime {
  return new SupervisedRuntime(options);
}

/** Owns the compiler and one supervisor a service. Calls are performed one after the other. */
class SupervisedRuntime implements Runtime {
  private readonly options: RuntimeOptions;
  private readonly limits: RuntimeLimits;
  private readonly supervisors = new Map<string, HostSupervisor>();
  private readonly producers = new ProducerLedger();
  private readonly hops: HopsOfHosts;
  private readonly zeroOfClockMs = zeroOfClockMs();
  private isTraced: boolean;
  private compiler: Promise<HandlerCompiler> | undefined;
  private running: Running | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private stopping: Promise<StopOutcome> | undefined;

  constructor(options: RuntimeOptions) {
    this.options = options;
    this.limits = { ...defaultLimits, ...options.limits };
    this.hops = new HopsOfHosts(options.hops);
    this.isTraced = options.hops !== undefined && options.isTraced !== false;
  }

  apply(plan: Plan, texts: HandlerTexts = () => new Map()): Promise<ApplyOutcome> {
    if (this.stopping) return Promise.reject(new Fault('stopped', 'The session has stopped.'));
    return this.enqueue(() => this.applyNow(plan, texts));
  }

  async sendNow(producer: string, payload: unknown): Promise<SendOutcome> {
    const found = this.find(producer);
    if (found?.node.kind !== 'producer') {
      return { ok: false, code: 'producer-unknown', message: `No producer named ${producer} runs.` };
    }
    if (found.node.trigger.type !== 'manual') {
      return { ok: false, code: 'producer-not-manual', message: `${producer} is not set to be sent by hand.` };
    }
    try {
      const { sent } = await found.supervisor.ask({ type: 'send-now', producer: found.node.id, payload });
      return { ok: true, tickId: sent?.tickId ?? '', eventIds: sent?.eventIds ?? [] };
    } catch (error) {
      const failed = error instanceof Fault && error.code === 'tick-failed';
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, code: failed ? 'tick-failed' : 'not-running', message };
    }
  }

  async restartPartition(consumer: string, topic: string, partition: number): Promise<void> {
    const found = this.find(consumer);
    if (!found) throw new Fault('not-stopped', `No consumer named ${consumer} runs.`);
    await found.supervisor.ask({ type: 'restart-partition', consumer: found.node.id, topic, partition });
  }

  switchTracing(isOn: boolean): void {
    this.isTraced = isOn && this.options.hops !== undefined;
    for (const supervisor of this.supervisors.values()) supervisor.switchTracing(this.isTraced);
  }

  stop(): Promise<StopOutcome> {
    this.stopping ??= this.enqueue(() => this.stopNow());
    return this.stopping;
  }

  private async enqueue<Outcome>(run: () => Promise<Outcome>): Promise<Outcome> {
    const turn = this.queue.then(run);
    this.queue = turn.catch(() => undefined);
    return await turn;
  }

  private async applyNow(wanted: Plan, texts: HandlerTexts): Promise<ApplyOutcome> {
    const { code, diagnostics } = await this.compile(wanted, texts);
    const plan = withoutNodesLackingCode(wanted, code);
    const before: Running = this.running ?? { plan: { ...plan, topics: [], services: [] }, code: new Map() };
    const actions = planDifference(before.plan, plan, digestsOf(before.code), digestsOf(code));
    this.running = { plan, code };
    const notLoaded = await performActions(actions, plan, {
      supervisors: this.supervisors,
      createSupervisor: (service) => this.createSupervisor(service, plan),
      codeFile: (nodeId) => code.get(nodeId)?.codeFile ?? '',
    });
    for (const { id } of notLoaded) {
      const previous = before.code.get(id);
      if (previous) code.set(id, previous);
    }
    const nodes = plan.services.flatMap(nodesOf);
    return {
      actions,
      diagnostics: [...diagnostics, ...notLoaded.map((each) => doesNotLoad(each, nodes))],
      files: new Map([...code].map(([id, { files }]) => [id, files])),
    };
  }

  /** Handlers that don't compile keep the code that they run with. */
  private async compile(
    plan: Plan,
    texts: HandlerTexts,
  ): Promise<{ code: Map<string, CompiledHandler>; diagnostics: readonly HandlerDiagnostic[] }> {
    this.compiler ??= createHandlerCompiler(plan.projectFolder);
    const compiler = await this.compiler;
    const nodes = plan.services.flatMap(nodesOf);
    const outcomes = await Promise.all(
      nodes.map(async (node) => ({ node, outcome: await compiler.compile(node.handler, texts(node.id)) })),
    );
    const code = new Map<string, CompiledHandler>();
    for (const { node, outcome } of outcomes) {
      const compiled = outcome.ok ? outcome.compiled : this.running?.code.get(node.id);
      if (compiled) code.set(node.id, compiled);
    }
    const diagnostics = outcomes.flatMap(({ node, outcome }) =>
      outcome.diagnostics.map((diagnostic) => ({
        ...diagnostic,
        place: { element: node.id, ...diagnostic.place },
      })),
    );
    return { code, diagnostics };
  }

  private createSupervisor(service: PlannedService, plan: Plan): HostSupervisor {
    const { processHost, clock, connection, onReports } = this.options;
    const { projectFolder, seed, runOrdinal, environment } = plan;
    const settings = {
      service: service.name,
      connection,
      projectFolder,
      seed,
      runOrdinal,
      environment,
      ...this.limits,
      tracing: { isOn: this.isTraced, zeroOfClockMs: this.zeroOfClockMs },
    };
    const { producers, hops } = this;
    return new HostSupervisor({ processHost, clock, settings, producers, onReports, hops }, plan.topics);
  }

  private find(name: string): { node: PlannedNode; supervisor: HostSupervisor } | undefined {
    for (const service of this.running?.plan.services ?? []) {
      const supervisor = this.supervisors.get(service.id);
      const node = nodesOf(service).find((candidate) => candidate.name === name);
      if (node && supervisor) return { node, supervisor };
    }
    return undefined;
  }

  private async stopNow(): Promise<StopOutcome> {
    const plan = this.running?.plan;
    const deadlineMs = plan?.drainTimeoutMs ?? 0;
    const services = plan?.services ?? [];
    const names = new Map(services.map(({ id, name }) => [id, name]));
    const killed = new Set<string>();
    await this.removeAll(services, 'producers', deadlineMs, killed);
    await this.removeAll(services, 'consumers', deadlineMs, killed);
    await Promise.all(
      [...this.supervisors].map(async ([id, supervisor]) => {
        if (await supervisor.end(killed.has(id) ? 0 : deadlineMs)) killed.add(id);
      }),
    );
    this.supervisors.clear();
    await (await this.compiler)?.close();
    return { killed: [...killed].map((id) => names.get(id) ?? id) };
  }

  private async removeAll(
    services: readonly PlannedService[],
    kind: 'producers' | 'consumers',
    deadlineMs: number,
    late: Set<string>,
  ): Promise<void> {
    await Promise.all(
      services.map(async (service) => {
        const supervisor = this.supervisors.get(service.id);
        const ids = service[kind].map(({ id }) => id);
        if (!supervisor || ids.length === 0 || late.has(service.id)) return;
        const removal = supervisor.remove(ids, deadlineMs).then(
          () => true,
          () => true,
        );
        if (!(await this.within(removal, deadlineMs + stopGraceMs))) late.add(service.id);
      }),
    );
  }

  /** False where it isn't done in time. */
  private async within(done: Promise<boolean>, timeoutMs: number): Promise<boolean> {
    const late = createDeferred<false>();
    const timer = this.options.clock.schedule(timeoutMs, () => late.resolve(false));
    const inTime = await Promise.race([done, late.promise]);
    timer.cancel();
    return inTime;
  }
}

/** Beyond the drain's own deadline, for commits and leaving groups. */
const stopGraceMs = 5_000;

function digestsOf(code: ReadonlyMap<string, CompiledHandler>): CodeDigests {
  return new Map([...code].map(([id, { digest }]) => [id, digest]));
}

function doesNotLoad({ id, error }: NotLoaded, nodes: readonly PlannedNode[]): HandlerDiagnostic {
  const node = nodes.find((candidate) => candidate.id === id);
  return {
    code: 'handler.does-not-load',
    severity: 'error',
    message: `The new code of ${node?.name ?? id} fails when it is loaded: ${error.stack}`,
    place: { element: id, ...(node && { file: node.handler }) },
    remedy: 'Mend the handler and deploy it again; what ran before goes on until then.',
  };
}

function withoutNodesLackingCode(plan: Plan, code: ReadonlyMap<string, CompiledHandler>): Plan {
  const services = plan.services.map((service) => ({
    ...service,
    producers: service.producers.filter(({ id }) => code.has(id)),
    consumers: service.consumers.filter(({ id }) => code.has(id)),
  }));
  return { ...plan, services: services.filter((service) => nodesOf(service).length > 0) };
}
