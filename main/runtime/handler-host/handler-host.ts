import { createEventProducer, type EventProducer, leaveGroups } from '../../clients/index.ts';
import { createIsolationGate } from '../../../shared/delivery/index.ts';
import { type Clock, Fault } from '../../../shared/lib/index.ts';
import type { GroupPlace, HostSettings, HostStep, MessageFromHost, MessageToHost } from '../protocol/engine-host.ts';
import type { ErrorReport } from '../reports.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import { HttpServers } from '../triggers/http-servers.ts';
import { ConsumerNode } from './consumer-node.ts';
import { hopClock } from './hop-clock.ts';
import { StreamedHops } from './hop-recorder.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import { createJournal } from './journal.ts';
import { NodeSeat } from './node-seat.ts';
import { ProducerNode } from './producer-node.ts';
import { createReportStream } from './report-stream.ts';
import { createTopicTable } from './topic-table.ts';

type Request = Exclude<MessageToHost, { type: 'start' | 'topics' | 'tracing' | 'hops-taken' }>;
type Answer = Omit<Extract<MessageFromHost, { type: 'answer' }>, 'type' | 'requestId'>;

/**
 * The main thread of a handler host: the nodes of one service. It runs no user code.
 *
 * No event is worked on before the nodes of the first `perform` stand: an event that ends the process would take along
 * members that are still joining, whom nobody could take out of their groups.
 */
export class HandlerHost {
  private readonly surroundings: HostSurroundings;
  private readonly post: (message: MessageFromHost) => void;
  private readonly producers = new Map<string, ProducerNode>();
  private readonly consumers = new Map<string, ConsumerNode>();
  private readonly eventProducer: EventProducer;
  private readonly hops: StreamedHops;
  private isOpen = false;

  constructor(
    settings: HostSettings,
    topics: readonly PlannedTopic[],
    clock: Clock,
    post: (message: MessageFromHost) => void,
  ) {
    this.post = post;
    this.eventProducer = createEventProducer({ connection: settings.connection });
    this.hops = new StreamedHops({
      clock,
      nowMs: hopClock(settings.tracing.zeroOfClockMs),
      isOn: settings.tracing.isOn,
      post: (batch) => post({ type: 'hops', ...batch }),
    });
    this.surroundings = {
      settings,
      clock,
      topics: createTopicTable(topics),
      producer: this.eventProducer,
      reports: createReportStream(clock, (batch) => post({ type: 'reports', batch })),
      hops: this.hops,
      journal: createJournal(post),
      isolationGate: createIsolationGate(),
      httpServers: new HttpServers(),
      createSeat: (node, instance, codeFile) => new NodeSeat(node, instance, codeFile, this.surroundings),
      listening: (producer, port) => post({ type: 'listening', producer, port }),
      member: (consumer, instance, place) => post({ type: 'member', consumer, instance, place }),
    };
    this.surroundings.isolationGate.tryEnter(true);
  }

  /** Connects, and takes the members of the host before out of their groups. Rejects where the cluster can't be reached. */
  async start(departed: readonly GroupPlace[]): Promise<void> {
    const { settings, clock, reports } = this.surroundings;
    await this.eventProducer.start();
    try {
      await leaveGroups(settings, departed);
    } catch (error) {
      const message = `The groups wait until the lost members time out: ${String(error)}`;
      const { service } = settings;
      reports.report({ type: 'fault', timeMs: clock.nowMs(), service, code: 'members-not-removed', message });
    }
  }

  topicsChanged(topics: readonly PlannedTopic[]): void {
    this.surroundings.topics.replace(topics);
    for (const node of [...this.producers.values(), ...this.consumers.values()]) node.topicsChanged();
  }

  switchTracing(isOn: boolean): void {
    this.hops.switch(isOn);
  }

  hopsTaken(): void {
    this.hops.tookBatch();
  }

  /** Does what is asked and answers; never rejects. */
  async answer(request: Request): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.perform(request);
    } catch (error) {
      const code = error instanceof Fault && typeof error.code === 'string' ? error.code : 'failed';
      answer = { failure: { code, message: error instanceof Error ? error.message : String(error) } };
    }
    this.surroundings.journal.flush();
    this.surroundings.reports.flush();
    if (request.type === 'end') this.hops.tellAll();
    else this.hops.flush();
    this.post({ type: 'answer', requestId: request.requestId, ...answer });
  }

  private async perform(request: Request): Promise<Answer> {
    switch (request.type) {
      case 'perform':
        try {
          return await this.take(request.steps);
        } finally {
          this.open();
        }
      case 'send-now':
        return await this.sendNow(request.producer, request.payload);
      case 'restart-partition':
        return this.restartPartition(request);
      case 'end':
        await this.eventProducer.close();
        return {};
    }
  }

  private open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.surroundings.isolationGate.leave(true);
  }

  private async take(steps: readonly HostStep[]): Promise<Answer> {
    const errors = await Promise.all(steps.map((step) => this.step(step)));
    const notLoaded = steps.flatMap((step, index) => {
      const error = errors[index];
      return step.type === 'swap-handler' && error ? [{ id: step.id, error }] : [];
    });
    return notLoaded.length === 0 ? {} : { notLoaded };
  }

  /** Resolves with the error of new code that doesn't load. */
  private async step(step: HostStep): Promise<ErrorReport | undefined> {
    switch (step.type) {
      case 'add-consumer': {
        const node = new ConsumerNode(step.consumer, step.codeFile, step.surviving, this.surroundings);
        this.consumers.set(step.consumer.id, node);
        await node.start();
        return undefined;
      }
      case 'add-producer': {
        const node = new ProducerNode(step.producer, step.codeFile, step.position, this.surroundings);
        this.producers.set(step.producer.id, node);
        await node.start();
        return undefined;
      }
      case 'remove-node': {
        const node = this.node(step.id);
        this.producers.delete(step.id);
        this.consumers.delete(step.id);
        await node?.remove(step.deadlineMs);
        return undefined;
      }
      case 'swap-handler':
        return await this.node(step.id)?.swap(step.codeFile);
      case 'change-consumer':
        await this.consumers.get(step.consumer.id)?.change(step.consumer, step.deadlineMs);
        return undefined;
      case 'change-producer':
        this.producers.get(step.producer.id)?.change(step.producer);
        return undefined;
    }
  }

  private async sendNow(producerId: string, payload: unknown): Promise<Answer> {
    const outcome = await this.producers.get(producerId)?.tick(this.surroundings.clock.nowMs(), payload);
    switch (outcome?.type) {
      case 'done':
        return { sent: { tickId: outcome.tickId, eventIds: [...outcome.eventIds] } };
      case 'failed':
        return { failure: { code: 'tick-failed', message: outcome.error.message } };
      default:
        return { failure: { code: 'not-running', message: 'The producer does not run.' } };
    }
  }

  private restartPartition(request: Extract<Request, { type: 'restart-partition' }>): Answer {
    const topic = this.surroundings.topics.byName(request.topic);
    const restarted =
      topic && this.consumers.get(request.consumer)?.restartPartition(topic.kafkaName, request.partition);
    if (restarted) return {};
    return { failure: { code: 'not-stopped', message: 'That partition does not stand still here.' } };
  }

  private node(id: string): ProducerNode | ConsumerNode | undefined {
    return this.producers.get(id) ?? this.consumers.get(id);
  }
}
