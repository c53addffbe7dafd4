import { randomUUID } from 'node:crypto';
import {
  type Admin,
  type ConsumedBatch,
  createAdmin,
  createGroupMember,
  type GroupMember,
} from '../../clients/index.ts';
import type { TopicFormat } from '../../../shared/graph/index.ts';
import { createDeferred } from '../deferred.ts';
import type { PlannedProducer, PlannedTopic } from '../plan/plan.ts';
import { correlationIdHeader } from '../record-headers.ts';
import { headerText } from './event-origin.ts';
import type { HostSurroundings } from './host-surroundings.ts';

export interface Reply {
  readonly value: Uint8Array | null;
  readonly format: TopicFormat;
}

export interface ExpectedReply {
  /** Undefined where none came in time. */
  readonly reply: Promise<Reply | undefined>;
  cancel(): void;
}

/**
 * Reads a reply topic from its end on and hands each reply to whoever expects it. It is the only member of a group with a
 * name of its own that commits nothing, so it sees all partitions and leaves nothing behind that would be read again.
 */
export class ReplyReader {
  readonly topic: PlannedTopic;
  private readonly host: HostSurroundings;
  private readonly member: GroupMember;
  private readonly admin: Admin;
  private readonly expected = new Map<string, (reply: Reply | undefined) => void>();

  constructor(producer: PlannedProducer, topic: PlannedTopic, host: HostSurroundings) {
    this.topic = topic;
    this.host = host;
    const { connection } = host.settings;
    this.admin = createAdmin({ connection });
    this.member = createGroupMember(
      {
        connection,
        groupId: `${topic.kafkaName}.${producer.name}.replies.${randomUUID()}`,
        topics: [topic.kafkaName],
        fromBeginning: false,
      },
      {
        assigned: () => undefined,
        rebalancing: () => undefined,
        fetched: (batch) => this.fetched(batch),
        restarting: (fault, inMs) =>
          host.reports.report({
            type: 'fault',
            timeMs: host.clock.nowMs(),
            service: host.settings.service,
            node: producer.name,
            code: fault.code,
            message: `Replies are read again in ${inMs} ms: ${fault.message}`,
          }),
      },
    );
  }

  /** Resolves when every reply written from now on will be seen. */
  async start(): Promise<void> {
    await this.admin.start();
    try {
      const ends = await this.admin.endOffsets(this.topic.kafkaName);
      await this.member.start();
      for (const { topic, partition, offset } of ends) this.member.seek({ topic, partition }, offset);
    } finally {
      await this.admin.stop();
    }
  }

  expect(correlationId: string, timeoutMs: number): ExpectedReply {
    const waiting = createDeferred<Reply | undefined>();
    const timer = this.host.clock.schedule(timeoutMs, () => settle(undefined));
    const settle = (reply: Reply | undefined): void => {
      timer.cancel();
      this.expected.delete(correlationId);
      waiting.resolve(reply);
    };
    this.expected.set(correlationId, settle);
    return { reply: waiting.promise, cancel: () => settle(undefined) };
  }

  /** Whoever still expects a reply gets none. */
  async stop(): Promise<void> {
    for (const settle of this.expected.values()) settle(undefined);
    await this.member.stop();
  }

  private fetched({ records }: ConsumedBatch): void {
    for (const record of records) {
      const correlationId = headerText(record, correlationIdHeader);
      const settle = correlationId === undefined ? undefined : this.expected.get(correlationId);
      settle?.({ value: record.value && new Uint8Array(record.value), format: this.topic.format });
    }
  }
}
