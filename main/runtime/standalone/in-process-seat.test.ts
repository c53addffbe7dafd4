import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../../tests/support/manual-clock.ts';
import type { ConsumerFunction } from '../../../shared/handler-api/index.ts';
import { emittedEventId } from '../../../shared/lib/index.ts';
import type { ProducedRecord } from '../../clients/index.ts';
import type { CallOutcome } from '../handler-host/call.ts';
import { noHops } from '../handler-host/hop-recorder.ts';
import { EventSender } from '../handler-host/event-sender.ts';
import { createTopicTable } from '../handler-host/topic-table.ts';
import type { PlannedConsumer, PlannedTopic } from '../plan/plan.ts';
import { defineConsumer, defineProducer } from './handlers.ts';
import { InProcessSeat } from './in-process-seat.ts';
import { noTracing } from './telemetry/tracing.ts';

const orders: PlannedTopic = {
  id: 'topic-orders',
  name: 'orders',
  kafkaName: 'orders',
  partitions: 1,
  config: {},
  format: 'json',
};
const payments: PlannedTopic = { ...orders, id: 'topic-payments', name: 'payments', kafkaName: 'payments' };

const consumer: PlannedConsumer = {
  kind: 'consumer',
  id: 'consumer-charge',
  name: 'charge',
  handler: '',
  group: 'charge',
  subscribes: ['orders'],
  publishes: ['payments'],
  instances: 1,
  fromBeginning: true,
  delivery: {
    concurrency: 1,
    timeoutMs: 1_000,
    retry: { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 },
    whenExhausted: 'skip',
  },
};

const causeId = '0123456789abcdef0123456789abcdef';

/** A seat whose records are kept in place of a cluster. */
function seatWith(handle: ConsumerFunction) {
  const clock = new ManualClock();
  const sent: ProducedRecord[] = [];
  const send = (record: ProducedRecord) => {
    sent.push(record);
    return Promise.resolve({ topic: record.topic, partition: 0, offset: String(sent.length - 1) });
  };
  const producer = { start: () => Promise.resolve(), close: () => Promise.resolve(), send };
  const reports = { report: () => undefined, called: () => undefined, weigh: () => undefined, flush: () => undefined };
  const topics = [orders, payments];
  const sender = new EventSender(consumer, {
    producer,
    topics: createTopicTable(topics),
    reports,
    clock,
    hops: noHops,
  });
  const seat = new InProcessSeat(consumer, defineConsumer(handle), sender, {
    clock,
    seed: 1,
    environment: {},
    projectFolder: process.cwd(),
    topics,
    schemaCheck: { check: () => undefined },
    log: () => () => undefined,
    tracing: noTracing,
  });
  const abort = new AbortController();
  const call = (value = '{"orderId":"o-1"}'): Promise<CallOutcome> =>
    seat.call({
      input: {
        type: 'records',
        records: [
          {
            id: causeId,
            topic: 'orders',
            partition: 0,
            offset: '0',
            timestampMs: 0,
            key: null,
            value: Buffer.from(value),
            headers: [],
          },
        ],
      },
      attempt: 1,
      origins: [{ id: causeId, traceId: causeId }],
      signal: abort.signal,
      readyTimeoutMs: 100,
    });
  return { call, abort, clock, sent };
}

describe('a handler in the process of its service', () => {
  it('gives what it emits the ids that the app gives', async () => {
    const { call, sent } = seatWith(async (event, { emit }) => {
      await emit('payments', { key: 'o-1', value: event.value });
      await emit('payments', { key: 'o-1', value: null });
    });
    expect(await call()).toMatchObject({ type: 'done', sent: [{ offset: '0' }, { offset: '1' }] });
    const ids = sent.map(({ headers }) =>
      Buffer.from(headers.find(({ name }) => name === 'topicraft-id')?.value ?? '').toString(),
    );
    expect(ids).toEqual([0, 1].map((index) => emittedEventId(causeId, consumer.id, index)));
  });

  it('fails by what it throws', async () => {
    const { call } = seatWith(() => Promise.reject(new Error('no such card')));
    expect(await call()).toMatchObject({ type: 'failed', error: { message: 'no such card' } });
  });

  it('sees no record that can not be decoded', async () => {
    let calls = 0;
    const { call } = seatWith(() => void (calls += 1));
    expect(await call('{')).toMatchObject({ type: 'refused', refusals: [{ record: 0 }] });
    expect(calls).toBe(0);
  });

  it('is given up after a grace once it timed out, and emits nothing more', async () => {
    let goOn: () => void = () => undefined;
    const late: unknown[] = [];
    const { call, abort, clock, sent } = seatWith(async (_event, { emit }) => {
      await new Promise<void>((resolve) => (goOn = resolve));
      await emit('payments', { value: {} }).catch((error: unknown) => late.push(error));
    });
    const outcome = call();
    await settle();
    abort.abort('timed-out');
    await clock.advance(200);
    expect(await outcome).toMatchObject({ type: 'failed', error: { code: 'timed-out' } });
    goOn();
    await settle();
    expect(late).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  it('must be of the kind that its node is', () => {
    const producer = defineProducer(() => undefined);
    const { clock } = seatWith(() => undefined);
    const reports = {
      report: () => undefined,
      called: () => undefined,
      weigh: () => undefined,
      flush: () => undefined,
    };
    const sender = new EventSender(consumer, {
      producer: {
        start: () => Promise.resolve(),
        close: () => Promise.resolve(),
        send: () => Promise.reject(new Error('unused')),
      },
      topics: createTopicTable([]),
      reports,
      clock,
      hops: noHops,
    });
    expect(
      () =>
        new InProcessSeat(consumer, producer, sender, {
          clock,
          seed: 1,
          environment: {},
          projectFolder: '/',
          topics: [],
          schemaCheck: { check: () => undefined },
          log: () => () => undefined,
          tracing: noTracing,
        }),
    ).toThrow('defineConsumer');
  });
});
