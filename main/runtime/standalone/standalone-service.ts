import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Admin, createAdmin, createEventProducer, type EventProducer } from '../../clients/index.ts';
import { createIsolationGate } from '../../../shared/delivery/index.ts';
import { ConsumerNode } from '../handler-host/consumer-node.ts';
import { EventSender } from '../handler-host/event-sender.ts';
import { noHops } from '../handler-host/hop-recorder.ts';
import type { HostSurroundings } from '../handler-host/host-surroundings.ts';
import { ProducerNode } from '../handler-host/producer-node.ts';
import { createTopicTable } from '../handler-host/topic-table.ts';
import { createSchemaCheck } from '../handler-worker/schema-check.ts';
import type { PlannedConsumer, PlannedProducer, PlannedTopic } from '../plan/plan.ts';
import type { RuntimeReport } from '../reports.ts';
import { systemClock } from '../system-clock.ts';
import { HttpServers } from '../triggers/http-servers.ts';
import { type ExportedHandler, plannedTopic, type ServiceDefinition } from './definition.ts';
import { InProcessSeat, type SeatSurroundings } from './in-process-seat.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import type { ServiceSettings } from './settings.ts';
import { logReport } from './telemetry/report-log.ts';
import type { ReportMetrics } from './telemetry/report-metrics.ts';
import type { Tracing } from './telemetry/tracing.ts';
import { keepsPosition, positionTopic, TickPositions } from './tick-positions.ts';

const tickTimeoutMs = 30_000;
const topicsPollMs = 1_000;
/** For commits, positions and leaving, once all is drained. */
const farewellMs = 5_000;

export interface StandaloneOptions {
  readonly definition: ServiceDefinition;
  readonly settings: ServiceSettings;
  readonly logger: Logger;
  readonly metrics: ReportMetrics;
  readonly tracing: Tracing;
}

/**
 * A service of the graph in a process of its own: the nodes of a handler host, with their handlers on this very thread. Owns
 * its clients and timers until `stop`.
 */
export class StandaloneService {
  readonly readiness: Readiness = createReadiness();
  readonly #options: StandaloneOptions;
  readonly #topics: readonly PlannedTopic[];
  readonly #producer: EventProducer;
  readonly #positions: TickPositions;
  readonly #producers: ProducerNode[] = [];
  readonly #consumers: ConsumerNode[] = [];
  readonly #drainTimeoutMs: number;

  constructor(options: StandaloneOptions) {
    this.#options = options;
    const { definition, settings } = options;
    const { connection, prefix } = settings;
    this.#drainTimeoutMs = settings.drainTimeoutMs ?? definition.drainTimeoutMs;
    this.#topics = definition.topics.map((topic) => plannedTopic(topic, prefix));
    this.#producer = createEventProducer({ connection });
    this.#positions = new TickPositions({
      connection,
      prefix,
      clock: systemClock,
      producer: this.#producer,
      onFault: (message) => this.#fault('position-not-kept', message),
    });
    this.readiness.require('kafka');
    for (const { name } of definition.consumers) this.readiness.require(name);
  }

  /** Resolves when all of it works. Rejects where the cluster can't be reached or refuses it for good. */
  async start(): Promise<void> {
    const { definition, settings } = this.#options;
    const admin = createAdmin(settings);
    await admin.start();
    try {
      await this.#producer.start();
      await this.#untilTopicsExist(admin);
      this.readiness.reached('kafka');
      const seats = await this.#seatSurroundings();
      for (const { handler, ...consumer } of definition.consumers) {
        const planned: PlannedConsumer = {
          ...consumer,
          kind: 'consumer',
          handler: '',
          group: settings.prefix + consumer.group,
        };
        this.#consumers.push(new ConsumerNode(planned, '', [], this.#surroundings(seats, handler, seats.seed)));
      }
      await Promise.all(this.#consumers.map((consumer) => consumer.start()));
      for (const { handler, ...producer } of definition.producers) {
        const planned = plannedProducer(producer, settings);
        const seed = keepsPosition(planned) ? seats.seed : this.#seedOfLaunch();
        const surroundings = this.#surroundings({ ...seats, seed }, handler, seed);
        const position = await this.#positions.load(planned, admin);
        const node = new ProducerNode(planned, '', position, surroundings);
        this.#producers.push(node);
        await node.start();
      }
    } finally {
      await admin.stop();
    }
  }

  /** What `stop` takes at most where Kafka answers; the grace period that exports give their services is longer. */
  get stopTimeoutMs(): number {
    return 2 * this.#drainTimeoutMs + farewellMs;
  }

  /** Producers first, then consumers finish what they have begun, commit and leave. Never rejects. */
  async stop(): Promise<void> {
    this.readiness.require('stop');
    await Promise.all(this.#producers.map((producer) => producer.remove(this.#drainTimeoutMs)));
    await Promise.all(this.#consumers.map((consumer) => consumer.remove(this.#drainTimeoutMs)));
    await this.#positions.save();
    await this.#producer.close();
  }

  /**
   * A producer that ticks by request counts from 0 in each process, and there may be several: their ids must differ. A
   * given SEED is for trials, which want them the same.
   */
  #seedOfLaunch(): number {
    return this.#options.settings.seed ?? randomInt(2 ** 47);
  }

  /** Topics are made by the script and not by services: one that starts before it waits. */
  async #untilTopicsExist(admin: Admin): Promise<void> {
    const { definition, settings } = this.#options;
    const wanted = [
      ...wiredTopics(definition).map((name) => settings.prefix + name),
      ...definition.producers.filter(keepsPosition).map(({ name }) => positionTopic(name, settings.prefix)),
    ];
    for (;;) {
      const existing = new Set(await admin.listTopics());
      const missing = wanted.filter((name) => !existing.has(name));
      if (missing.length === 0) return;
      this.#fault('topics-missing', `Waits for topics that don't exist yet: ${missing.join(', ')}`);
      await setTimeout(topicsPollMs);
    }
  }

  async #seatSurroundings(): Promise<SeatSurroundings> {
    const { definition, settings, tracing } = this.#options;
    return {
      clock: systemClock,
      seed: settings.seed ?? definition.seed,
      environment: settings.handlerEnvironment,
      projectFolder: process.cwd(),
      topics: this.#topics,
      schemaCheck: await createSchemaCheck(this.#topics),
      log: (node) => (line) => this.#report({ type: 'log', timeMs: systemClock.nowMs(), node, ...line }),
      tracing,
    };
  }

  #surroundings(seats: SeatSurroundings, handler: ExportedHandler, seed: number): HostSurroundings {
    const { definition, settings } = this.#options;
    const reports = {
      report: (report: RuntimeReport) => this.#report(report),
      called: () => undefined,
      weigh: () => undefined,
      flush: () => undefined,
    };
    const shared = {
      clock: systemClock,
      topics: createTopicTable(this.#topics),
      producer: this.#producer,
      reports,
      hops: noHops,
    };
    return {
      ...shared,
      settings: {
        service: definition.id,
        connection: settings.connection,
        projectFolder: seats.projectFolder,
        seed,
        // Ticks go on counting where they were, so that a start anew repeats no id.
        runOrdinal: 0,
        environment: settings.handlerEnvironment,
        tickTimeoutMs,
        // What a handler host is told of its workers; here there are none.
        workerHeapMb: 0,
        hostMemoryMb: 0,
        restartDelayMs: 0,
        maxRestartDelayMs: 0,
        tracing: { isOn: false, zeroOfClockMs: 0 },
      },
      journal: {
        // Attempts aren't counted across the death of a process here: nobody is left to remember them.
        attempt: () => undefined,
        tick: (entry) => this.#positions.tick(entry),
        flush: () => undefined,
      },
      isolationGate: createIsolationGate(),
      httpServers: this.#httpServers,
      createSeat: (node) => new InProcessSeat(node, handler, new EventSender(node, shared), seats),
      listening: () => undefined,
      member: () => undefined,
    };
  }

  readonly #httpServers = new HttpServers({ address: '0.0.0.0', hosts: 'any' });

  #report(report: RuntimeReport): void {
    const { logger, metrics } = this.#options;
    this.readiness.take(report);
    metrics.take(report);
    logReport(logger, report);
  }

  #fault(code: string, message: string): void {
    const service = this.#options.definition.id;
    this.#report({ type: 'fault', timeMs: systemClock.nowMs(), service, code, message });
  }
}

/** Every topic that a node of the service reads, writes or gives events up to. */
function wiredTopics({ producers, consumers }: ServiceDefinition): string[] {
  const names = [
    ...producers.flatMap(({ publishes, replyTopic }) => [
      ...publishes,
      ...(replyTopic === undefined ? [] : [replyTopic]),
    ]),
    ...consumers.flatMap(({ subscribes, publishes, delivery: { deadLetterTopic } }) => [
      ...subscribes,
      ...publishes,
      ...(deadLetterTopic === undefined ? [] : [deadLetterTopic]),
    ]),
  ];
  return [...new Set(names)];
}

/** A port that the graph leaves open is the service's HTTP port. */
function plannedProducer(
  producer: Omit<PlannedProducer, 'kind' | 'handler' | 'maxTicks'>,
  { httpPort, maxTicks }: ServiceSettings,
): PlannedProducer {
  const { trigger } = producer;
  const bound = trigger.type === 'http' && trigger.port === 0 ? { ...trigger, port: httpPort } : trigger;
  const planned: PlannedProducer = { ...producer, kind: 'producer', handler: '', trigger: bound };
  return maxTicks === undefined || !keepsPosition(planned) ? planned : { ...planned, maxTicks };
}
