import { describe, expect, it } from 'vitest';
import type { KafkaErrorName } from '../../../../shared/kafka/index.ts';
import { judgeRefusal } from './judge-refusal.ts';
import { RefusedWrites } from './refused-writes.ts';

function refusal(timeMs: number, error: KafkaErrorName, topic = 'orders', partition?: number) {
  return {
    type: 'write-refused',
    node: 'shop',
    timeMs,
    topic,
    error,
    ...(partition !== undefined && { partition }),
  } as const;
}

describe('refused writes', () => {
  it('tells what may pass once it goes on, and what never does at once', () => {
    const writes = new RefusedWrites();
    expect(writes.within(0)).toBeUndefined();
    writes.refused(refusal(0, 'NOT_LEADER_OR_FOLLOWER', 'orders', 1));
    expect(writes.within(900)).toBeUndefined();
    expect(writes.within(1000)).toEqual({ topic: 'orders', error: 'NOT_LEADER_OR_FOLLOWER' });
    writes.refused(refusal(1000, 'TOPIC_AUTHORIZATION_FAILED', 'payments'));
    expect(writes.within(1000)).toEqual({ topic: 'orders', error: 'NOT_LEADER_OR_FOLLOWER' });
    writes.acknowledged('orders', 1);
    expect(writes.within(1000)).toEqual({ topic: 'payments', error: 'TOPIC_AUTHORIZATION_FAILED' });
    writes.acknowledged('payments', 4);
    expect(writes.within(1000)).toBeUndefined();
  });

  it('goes by the partition, and forgets what nothing is heard of', () => {
    const writes = new RefusedWrites();
    writes.refused(refusal(0, 'NOT_ENOUGH_REPLICAS', 'orders', 1));
    writes.refused(refusal(3000, 'KAFKA_STORAGE_ERROR', 'orders', 1));
    writes.acknowledged('orders', 0);
    expect(writes.within(13_000)).toEqual({ topic: 'orders', error: 'KAFKA_STORAGE_ERROR' });
    expect(writes.within(13_001)).toBeUndefined();
  });

  it('leaves out what is about a single record', () => {
    const writes = new RefusedWrites();
    writes.refused(refusal(0, 'MESSAGE_TOO_LARGE', 'orders', 1));
    expect(writes.within(5000)).toBeUndefined();
  });

  it.each<[KafkaErrorName, string, RegExp]>([
    [
      'NOT_ENOUGH_REPLICAS',
      'stalled',
      /^The cluster refuses writes to orders: fewer replicas are in sync than min\.insync\.replicas asks for \(NOT_ENOUGH_REPLICAS\)\. Bring brokers back, or lower it\.$/,
    ],
    ['KAFKA_STORAGE_ERROR', 'stalled', /write to its disk \(KAFKA_STORAGE_ERROR\)\. .*full/],
    ['TOPIC_AUTHORIZATION_FAILED', 'error', /may not write to the topic .*WRITE/],
    ['INVALID_REQUIRED_ACKS', 'error', /acks=all/],
    ['UNKNOWN_SERVER_ERROR', 'error', /orders: .*\(UNKNOWN_SERVER_ERROR\)\. See the logs/],
  ])('says %s in words, and what to do', (error, state, reason) => {
    const judged = judgeRefusal({ topic: 'orders', error });
    expect(judged).toMatchObject({ state, cause: 'cluster-refuses' });
    expect(judged.reason).toMatch(reason);
  });
});
