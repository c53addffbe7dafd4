import { describe, expect, it } from 'vitest';
import type { Life, LifeAttempt, LifeEvent } from '../../../shared/contract/index.ts';
import { traceparentOf } from '../../../shared/lib/index.ts';
import { lifeSpans } from './life-spans.ts';

const traceId = 'a'.repeat(32);
const [orderId, paidId] = ['b'.repeat(32), 'c'.repeat(32)];

const attempt = (fields: Partial<LifeAttempt> & Pick<LifeAttempt, 'attempt'>): LifeAttempt => ({
  call: fields.attempt,
  callRecords: 1,
  node: { id: 'billing', name: 'billing' },
  instance: 0,
  tries: 1,
  partition: 0,
  offset: '0',
  startedMs: 20,
  endedMs: 30,
  outcome: 'done',
  counted: false,
  ...fields,
});

const event = (fields: Partial<LifeEvent> & Pick<LifeEvent, 'ref' | 'eventId'>): LifeEvent => ({
  topic: { id: 'orders', name: 'orders' },
  edge: 'root',
  node: { id: 'shop', name: 'shop' },
  records: [{ partition: 0, offset: '0', sentMs: 10.5, appendedMs: 12 }],
  key: 'k',
  value: '{}',
  valueBytes: 2,
  attempts: [],
  ...fields,
});

const life = (...events: LifeEvent[]): Life => ({ traceId, session: 1, focus: '1', events, known: 1, cut: false });
const sending = (id: string): string | undefined => traceparentOf(traceId, id).split('-')[2];

describe('the spans of a life', () => {
  it('stand beneath one another as its events do, and sendings have the ids that records name', () => {
    const spans = lifeSpans(
      life(
        event({
          ref: '1',
          eventId: orderId,
          attempts: [
            attempt({ attempt: '7', outcome: 'failed', error: { message: 'not yet', stack: 'Error: not yet' } }),
            attempt({ attempt: '8', tries: 2 }),
          ],
        }),
        event({
          ref: '2',
          eventId: paidId,
          parent: '1',
          edge: 'known',
          topic: { name: 'paid' },
          node: { id: 'billing', name: 'billing' },
          records: [
            { partition: 0, offset: '4', sentMs: 21, appendedMs: 22, attempt: '7' },
            { partition: 0, offset: '5', sentMs: 25, appendedMs: 26, attempt: '8' },
          ],
        }),
      ),
    );
    const [order, failed, done, paid, again] = spans;
    expect(spans.map(({ name }) => name)).toEqual([
      'send orders',
      'process orders',
      'process orders',
      'send paid',
      'send paid',
    ]);
    expect(order).toMatchObject({
      traceId,
      spanId: sending(orderId),
      parentSpanId: undefined,
      startMs: 10.5,
      endMs: 12,
    });
    expect(failed).toMatchObject({ parentSpanId: order?.spanId, error: { type: 'failed', message: 'not yet' } });
    expect(done).toMatchObject({
      parentSpanId: order?.spanId,
      error: undefined,
      attributes: { 'topicraft.attempt': 2 },
    });
    expect(paid).toMatchObject({ spanId: sending(paidId), parentSpanId: failed?.spanId });
    expect(again).toMatchObject({ parentSpanId: done?.spanId, attributes: { 'messaging.kafka.offset': 5 } });
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(5);
  });

  it('leave out what is not over yet', () => {
    const running = attempt({ attempt: '7', outcome: 'running' });
    const { endedMs: _endedMs, ...open } = running;
    const unsent = event({ ref: '2', eventId: paidId, records: [{ partition: 0, offset: '1' }] });
    expect(
      lifeSpans(life(event({ ref: '1', eventId: orderId, attempts: [open] }), unsent)).map(({ name }) => name),
    ).toEqual(['send orders']);
  });

  it('link a record of a batch to the sendings of the others, in whichever trace', () => {
    const others = [{ eventId: paidId, traceId: 'd'.repeat(32) }];
    const batch = attempt({ attempt: '7', callRecords: 2 });
    const [, process] = lifeSpans(life(event({ ref: '1', eventId: orderId, attempts: [batch] })), () => others);
    expect(process?.links).toEqual([{ traceId: 'd'.repeat(32), spanId: sending(paidId) }]);
    expect(process?.attributes['messaging.batch.message_count']).toBe(2);
  });

  it('give a dead letter a sending of its own beneath the last attempt, and a record of someone outside no parent', () => {
    const last = attempt({ attempt: '7', outcome: 'failed', givenUp: { way: 'dead-lettered', timeMs: 31 } });
    const letter = event({
      ref: '2',
      eventId: orderId,
      parent: '1',
      edge: 'dead-letter',
      topic: { name: 'orders.dlq' },
      records: [{ partition: 0, offset: '0', sentMs: 31, appendedMs: 32, attempt: '7' }],
    });
    const [order, process, dead] = lifeSpans(life(event({ ref: '1', eventId: orderId, attempts: [last] }), letter));
    expect(dead).toMatchObject({ name: 'send orders.dlq', parentSpanId: process?.spanId });
    expect(dead?.spanId).not.toBe(order?.spanId);

    const { node: _node, ...outside } = event({
      ref: '1',
      eventId: 'orders-0-5',
      attempts: [attempt({ attempt: '7' })],
    });
    const [foreign] = lifeSpans(life({ ...outside, records: [{ partition: 0, offset: '5' }] }));
    expect(foreign).toMatchObject({ name: 'process orders', parentSpanId: undefined });
  });
});
