import { describe, expect, it } from 'vitest';
import type { PartitionExtent } from '../../../cluster/index.ts';
import { TopicTraffic } from './topic-traffic.ts';

function extents(...ends: number[]): PartitionExtent[] {
  return ends.map((end, partition) => ({ topic: 'orders', partition, startOffset: '0', endOffset: String(end) }));
}

function trafficOf(...looks: (readonly [timeMs: number, ...ends: number[]])[]): TopicTraffic {
  const traffic = new TopicTraffic();
  for (const [timeMs, ...ends] of looks) traffic.look(timeMs, extents(...ends));
  return traffic;
}

describe('the traffic of a topic', () => {
  it('counts what it holds, what came, and how fast', () => {
    const traffic = trafficOf([0, 10, 20], [1000, 20, 30], [4000, 50, 60]);
    expect([traffic.records, traffic.events]).toEqual([110, 80]);
    expect(traffic.perSecond(3)).toBe(20);
    expect(trafficOf([0, 10]).perSecond(3)).toBe(0);
  });

  it('shares what came lately among the partitions, not what was there', () => {
    expect(
      trafficOf([0, 1000, 0], [1000, 1025, 75])
        .partitions()
        .map(({ share }) => share),
    ).toEqual([0.25, 0.75]);
    expect(
      trafficOf([0, 5, 5])
        .partitions()
        .map(({ share }) => share),
    ).toEqual([0, 0]);
    // Traffic of more than ten seconds ago is forgotten.
    const later = trafficOf([0, 0, 0], [1000, 900, 0], [11_000, 900, 0], [12_000, 900, 100]);
    expect(later.partitions().map(({ share }) => share)).toEqual([0, 1]);
  });

  it('has a hot partition where one gets over 30 % and over twice its fair share', () => {
    const hot = trafficOf([0, 0, 0, 0, 0], [1000, 71, 10, 10, 9]).hotPartition();
    expect(hot).toMatchObject({ partition: 0, share: 0.71 });
    expect(trafficOf([0, 0, 0, 0, 0], [1000, 49, 17, 17, 17]).hotPartition()).toBeUndefined();
    expect(trafficOf([0, 0, 0], [1000, 990, 10]).hotPartition()).toBeUndefined();
    const many = Array.from({ length: 10 }, () => 0);
    expect(trafficOf([0, ...many], [1000, 29, 71, ...many.slice(2)]).hotPartition()).toMatchObject({ partition: 1 });
    expect(
      trafficOf([0, ...many], [1000, ...many.map((_, index) => (index === 0 ? 28 : 8))]).hotPartition(),
    ).toBeUndefined();
  });

  it('says nothing of shares where little came', () => {
    expect(trafficOf([0, 0, 0, 0], [1000, 99, 0, 0]).hotPartition()).toBeUndefined();
  });

  it('begins anew with a topic that was made anew', () => {
    const traffic = trafficOf([0, 100], [1000, 200], [2000, 5], [3000, 8]);
    expect([traffic.records, traffic.events, traffic.perSecond(3)]).toEqual([8, 3, 3]);
  });

  it('takes all of a partition that came later', () => {
    expect(
      trafficOf([0, 10], [1000, 20, 10])
        .partitions()
        .map(({ share }) => share),
    ).toEqual([0.5, 0.5]);
  });
});
