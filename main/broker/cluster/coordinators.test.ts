import { describe, expect, it } from 'vitest';
import { Coordinators } from './coordinators.ts';
import { noLeader } from './partition.ts';

const keys = Array.from({ length: 200 }, (_, index) => `group-${index}`);

describe('coordinators', () => {
  it('are all brokers, in turns', () => {
    const coordinators = new Coordinators();
    expect(coordinators.of('billing')).toBe(noLeader);
    coordinators.follow([1, 2, 3]);
    const counts = [1, 2, 3].map((nodeId) => keys.filter((key) => coordinators.of(key) === nodeId).length);
    expect(Math.min(...counts)).toBeGreaterThan(40);
  });

  it('stay who they are but where a broker has gone', () => {
    const coordinators = new Coordinators();
    coordinators.follow([1, 2, 3]);
    const before = new Map(keys.map((key) => [key, coordinators.of(key)]));
    coordinators.follow([1, 3]);
    for (const key of keys) {
      if (before.get(key) === 2) expect([1, 3]).toContain(coordinators.of(key));
      else expect(coordinators.of(key)).toBe(before.get(key));
    }
    const after = new Map(keys.map((key) => [key, coordinators.of(key)]));
    coordinators.follow([1, 2, 3]);
    expect(keys.every((key) => coordinators.of(key) === after.get(key))).toBe(true);
  });

  it('has a key in the part where Kafka has it', () => {
    // With fifty brokers each part has its own. `"group".hashCode()` is 98629247, of which 47 is left; "" has 0.
    const coordinators = new Coordinators();
    coordinators.follow(Array.from({ length: 50 }, (_, index) => index));
    expect(coordinators.of('group')).toBe(47);
    expect(coordinators.of('')).toBe(0);
  });
});
