import type { Benchmark } from '../measuring/benchmark.ts';
import { idleConnections } from '../scale/idle-connections.ts';
import { largeRecord } from '../scale/large-record.ts';
import { manyTopics } from '../scale/many-topics.ts';
import { restlessMembers } from '../scale/restless-members.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

/** What much of one thing takes of the embedded broker, each time one of its own with its data on disk. */
export const brokerScale: BenchmarkMaker = {
  name: 'broker-scale',
  make: (_brokers, quick): Benchmark => ({
    name: 'broker-scale',
    title: 'Embedded broker: how long it takes, and the resident memory of its process',
    figures: [
      { name: 'time', unit: 'ms', better: 'lower' },
      { name: 'memory', unit: 'MB', better: 'lower' },
    ],
    rounds: quick ? 1 : 3,
    warmUpRounds: 0,
    contenders: [
      { name: '1,000 topics of 10 partitions made', run: () => manyTopics(quick ? 100 : 1000) },
      { name: '5,000 connections opened, then idle', run: () => idleConnections(quick ? 500 : 5000) },
      { name: 'a 20 MB record written and read', run: () => largeRecord(20_000_000) },
      {
        name: '100 members, 10 leave and 10 come, for a minute: all there again',
        run: () => restlessMembers(quick ? 30 : 100, quick ? 5000 : 60_000),
      },
    ],
    absences: [],
    comparisons: [],
  }),
};
