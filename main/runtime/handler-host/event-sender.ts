import type { EventProducer, OnRefused, ProducedOffset, ProducedRecord, RecordHeader } from '../../clients/index.ts';
import { type Clock, emittedEventId, Fault, traceparentOf } from '../../../shared/lib/index.ts';
import type { Hop, TransactionEnd } from '../../../shared/hops/index.ts';
import type { PlannedNode } from '../plan/plan.ts';
import type { EmitMessage } from '../protocol/host-worker.ts';
import { causeHeader, eventIdHeader, traceparentHeader } from '../record-headers.ts';
import { causeText, type EventOrigin } from './event-origin.ts';
import { type HopRecorder, payloadOf } from './hop-recorder.ts';
import { refusalReporter } from './refused-writes.ts';
import type { ReportStream } from './report-stream.ts';
import type { TopicTable } from './topic-table.ts';
import type { CallTransaction } from './transactional-calls.ts';

type SentHop = Extract<Hop, { type: 'sent' }>;

export interface SentEvent {
  readonly id: string;
  readonly partition: number;
  readonly offset: string;
}

/** Sends what a node's worker emits: gives it its id and its place in the trace, and reports it when it is acknowledged. */
export class EventSender {
  private readonly producer: EventProducer;
  private readonly topics: TopicTable;
  private readonly reports: ReportStream;
  private readonly clock: Clock;
  private readonly hops: HopRecorder;
  private readonly onRefused: OnRefused;
  private node: PlannedNode;

  constructor(
    node: PlannedNode,
    host: { producer: EventProducer; topics: TopicTable; reports: ReportStream; clock: Clock; hops: HopRecorder },
  ) {
    this.node = node;
    this.producer = host.producer;
    this.topics = host.topics;
    this.reports = host.reports;
    this.clock = host.clock;
    this.hops = host.hops;
    this.onRefused = refusalReporter(() => this.node.name, host);
  }

  rewire(node: PlannedNode): void {
    this.node = node;
  }

  /**
   * Rejects where the cluster doesn't take the record, or the node isn't wired to the topic.
   *
   * @param attempt the number of the attempt that emits, as hops know it
   * @param transaction what the record is a part of; what became of it is told once that has ended
   */
  async send(
    emit: EmitMessage,
    cause: EventOrigin,
    extraHeaders: Readonly<Record<string, string>> = {},
    attempt = 0,
    transaction?: CallTransaction,
  ): Promise<SentEvent> {
    const topic = this.topics.byName(emit.topic);
    if (!topic || !(emit.reply || this.node.publishes.includes(emit.topic))) {
      throw new Fault('topic-not-wired', `${this.node.name} is not wired to ${emit.topic}.`);
    }
    const id = emittedEventId(cause.id, this.node.id, emit.emitIndex);
    const record: ProducedRecord = {
      topic: topic.kafkaName,
      partition: emit.partition,
      key: emit.key,
      value: emit.value,
      headers: [
        ...userHeaders(emit, extraHeaders),
        textHeader(eventIdHeader, id),
        textHeader(causeHeader, causeText(cause.id, this.node.id, emit.causeKnown)),
        textHeader(traceparentHeader, traceparentOf(cause.traceId, id)),
      ],
    };
    const { sent, hop } = await this.sendTold(record, emit, { id, cause, attempt }, transaction ?? this.producer);
    const { partition, offset } = sent;
    const report = {
      type: 'emitted',
      timeMs: this.clock.nowMs(),
      node: this.node.name,
      topic: topic.name,
      partition,
      offset,
      eventId: id,
      causeId: cause.id,
      traceId: cause.traceId,
      causeKnown: emit.causeKnown,
      key: emit.key && Buffer.from(emit.key).toString('utf8'),
      valueBytes: emit.value?.byteLength ?? 0,
    } as const;
    const tell = (transaction?: TransactionEnd): void => {
      if (hop) this.hops.record({ ...hop, place: sent, transaction });
      if (transaction !== 'aborted') this.reports.report(report);
    };
    if (transaction) transaction.hold(tell);
    else tell();
    return { id, partition, offset };
  }

  /** Sends, and records the hop where it fails. */
  private async sendTold(
    record: ProducedRecord,
    emit: EmitMessage,
    { id, cause, attempt }: { id: string; cause: EventOrigin; attempt: number },
    to: Pick<EventProducer, 'send'>,
  ): Promise<{ sent: ProducedOffset; hop?: SentHop }> {
    const { hops, node, onRefused } = this;
    if (!hops.isOn) return { sent: await to.send(record, onRefused) };
    const sentMs = hops.nowMs();
    const hop = {
      type: 'sent',
      attempt,
      node: node.id,
      eventId: id,
      traceId: cause.traceId,
      causeId: cause.id,
      cause: cause.place,
      certainty: emit.causeKnown,
      topic: record.topic,
      sentMs,
      payload: payloadOf(record),
    } as const;
    try {
      const sent = await to.send(record, onRefused);
      return { sent, hop: { ...hop, endedMs: hops.nowMs() } };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      hops.record({ ...hop, endedMs: hops.nowMs(), error: { message, code: 'not-sent' } });
      throw error;
    }
  }
}

function userHeaders(emit: EmitMessage, extraHeaders: Readonly<Record<string, string>>): RecordHeader[] {
  const ours = new Set([eventIdHeader, causeHeader, traceparentHeader]);
  const given = emit.headers.filter(([name]) => !ours.has(name)).map(([name, value]) => ({ name, value }));
  const names = new Set(given.map(({ name }) => name));
  const extra = Object.entries(extraHeaders).filter(([name]) => !names.has(name));
  return [...given, ...extra.map(([name, value]) => textHeader(name, value))];
}

export function textHeader(name: string, value: string): RecordHeader {
  return { name, value: Buffer.from(value, 'utf8') };
}
