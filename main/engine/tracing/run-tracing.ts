import type { AttemptInFlight } from '../../../shared/delivery/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { ClusterFault } from '../../cluster/index.ts';
import type { Plan, ToldHops } from '../../runtime/index.ts';
import type { NamedNode, NamedTopic, Traces } from '../../tracing/index.ts';
import type { SessionTracing } from '../session/index.ts';
import { OtlpExport } from './otlp-export.ts';
import { Patience } from './patience.ts';
import { readUntold } from './read-untold.ts';
import type { ProjectTraces } from './project-traces.ts';

/** So long after a host's death what it had sent stands in the log. */
const untoldAfterMs = 1000;
/** Longer than a transaction may be open, Kafka's `transaction.max.timeout.ms`: then what it held back can be read. */
const mostHeldBackMs = 960_000;
/** A record that a host sent is told of once the cluster has it, which takes no longer. */
const sendingMs = 5000;

export interface RunTracingOptions {
  readonly traces: ProjectTraces;
  readonly clock: Clock;
  readonly isOn: boolean;
  /** Which records it works on: a log that began anew is another one. */
  readonly log: string;
  readonly target: string;
  readonly connection: Parameters<typeof readUntold>[0]['connection'];
  /** Where spans are sent; null is nowhere. */
  readonly otlpEndpoint: string | null;
}

/** A handler host, and until when it has told all that it recorded. */
interface KnownHost {
  readonly service: string;
  toldUntilMs: number;
}

interface Begun {
  readonly traces: Traces;
  readonly session: number;
}

/**
 * The tracing of one run: a session in the store, from the moment that tracing is first on. Nothing here rejects or holds up what it traces;
 * what goes wrong is the overview's to tell.
 */
export class RunTracing implements SessionTracing {
  readonly isOn: boolean;
  private readonly options: RunTracingOptions;
  private readonly hosts = new Map<number, KnownHost>();
  private readonly startedMs: number;
  /** What hosts that died lately could not tell, to be read from the log. */
  private readonly unread = new Map<Patience, Promise<void>>();
  private plan: Plan | undefined;
  private begun: Promise<Begun | undefined> | undefined;
  private ending: Promise<void> | undefined;
  private otlp: OtlpExport | undefined;

  constructor(options: RunTracingOptions) {
    this.options = options;
    this.isOn = options.isOn;
    this.startedMs = options.clock.nowMs();
  }

  planned(plan: Plan): void {
    this.plan = plan;
    if (this.begun)
      void this.tell(({ traces, session }) => traces.call('learn', session, nodesOf(plan), topicsOf(plan)));
    else if (this.isOn) this.begin();
  }

  /** Tracing is switched on while it runs. */
  begin(): void {
    this.begun ??= this.beginNow().catch((error: unknown) => {
      this.options.traces.failed(error);
      return undefined;
    });
  }

  hostStarted(host: number, service: string): void {
    this.hosts.set(host, { service, toldUntilMs: this.options.clock.nowMs() });
    if (this.begun) void this.tell(({ traces, session }) => traces.call('hostStarted', session, host, service));
  }

  async take(host: number, { bytes, dropped, untilMs, untoldSinceMs }: ToldHops): Promise<void> {
    const known = this.hosts.get(host);
    if (known) known.toldUntilMs = untilMs;
    if (known && untoldSinceMs !== undefined) this.readLater(known.service, untoldSinceMs);
    await this.tell(({ traces, session }) => traces.call('take', session, host, bytes, dropped));
  }

  hostEnded(host: number, inFlight: readonly AttemptInFlight[], hasToldAll: boolean): void {
    const { clock } = this.options;
    const known = this.hosts.get(host);
    this.hosts.delete(host);
    if (!this.begun || this.ending) return;
    const endedMs = clock.nowMs();
    void this.tell(({ traces, session }) => traces.call('hostEnded', session, host, inFlight, endedMs));
    if (hasToldAll || !known) return;
    this.readLater(known.service, known.toldUntilMs);
  }

  private readLater(service: string, sinceMs: number): void {
    const patience = new Patience(this.options.clock, mostHeldBackMs);
    const read = async (): Promise<void> => {
      await patience.wait(untoldAfterMs);
      await this.tell((begun) => this.readLog(begun, { service, sinceMs }, patience));
      this.unread.delete(patience);
    };
    this.unread.set(patience, read());
  }

  /** The run is over. Never rejects; may be called twice. */
  end(): Promise<void> {
    this.ending ??= this.endNow();
    return this.ending;
  }

  private async beginNow(): Promise<Begun> {
    const { log, target } = this.options;
    const { plan, startedMs } = this;
    const nodes = plan ? nodesOf(plan) : [];
    const topics = plan ? topicsOf(plan) : [];
    // Those that start meanwhile tell of themselves, once this is done.
    const hosts = [...this.hosts];
    const traces = await this.options.traces.open();
    const begin = { log, target, seed: plan?.seed ?? 0, startedMs };
    const session = await traces.call('beginSession', begin, nodes, topics);
    for (const [host, { service }] of hosts) await traces.call('hostStarted', session, host, service);
    const { otlpEndpoint, clock } = this.options;
    if (otlpEndpoint !== null) {
      this.otlp = new OtlpExport({
        endpoint: otlpEndpoint,
        traces,
        session,
        clock,
        serviceOf: (node) => this.serviceOf(node),
      });
      this.options.traces.otlp = this.otlp.standing;
    }
    return { traces, session };
  }

  /** What a host sent and could not tell of any more stands in the log, and says itself what caused it. */
  private async readLog(
    { traces, session }: Begun,
    of: { service: string; sinceMs: number },
    patience: Patience,
  ): Promise<void> {
    const service = this.plan?.services.find(({ name }) => name === of.service);
    if (!service) return;
    const letters = service.consumers.flatMap(({ delivery }) => delivery.deadLetterTopic ?? []);
    const emitted = [...service.producers, ...service.consumers].flatMap(({ publishes }) => publishes);
    const names = new Set([...letters, ...emitted]);
    const topics = (this.plan?.topics ?? []).filter(({ name }) => names.has(name)).map(({ kafkaName }) => kafkaName);
    const { connection, clock } = this.options;
    const sinceMs = of.sinceMs - sendingMs;
    let isHeldBack = false;
    const wait = (ms: number): Promise<boolean> => patience.wait(ms);
    const onHeldBack = (): void => void (isHeldBack = true);
    try {
      for await (const records of readUntold({ connection, clock, topics, sinceMs, wait, onHeldBack })) {
        await traces.call('seen', session, records);
      }
      if (isHeldBack) await traces.call('lost', session);
    } catch (error) {
      if (!(error instanceof ClusterFault)) throw error;
      // How much it was nobody knows: trees may have gaps, and that is said.
      await traces.call('lost', session);
    }
  }

  private async tell(work: (begun: Begun) => Promise<void>): Promise<void> {
    try {
      const begun = await this.begun;
      if (begun) await work(begun);
    } catch (error) {
      this.options.traces.failed(error);
    }
  }

  private async endNow(): Promise<void> {
    for (const patience of this.unread.keys()) patience.hurry();
    await Promise.all(this.unread.values());
    const endedMs = this.options.clock.nowMs();
    await this.tell(({ traces, session }) => traces.call('endSession', session, endedMs));
    await this.otlp?.end();
  }

  private serviceOf(node: string): string | undefined {
    return this.plan?.services.find(({ producers, consumers }) =>
      [...producers, ...consumers].some(({ id }) => id === node),
    )?.name;
  }
}

function nodesOf({ services }: Plan): NamedNode[] {
  return services
    .flatMap(({ producers, consumers }) => [...producers, ...consumers])
    .map(({ id, name }) => ({ id, name }));
}

function topicsOf({ topics }: Plan): NamedTopic[] {
  return topics.map(({ id, name, kafkaName }) => ({ id, name, kafkaName }));
}
