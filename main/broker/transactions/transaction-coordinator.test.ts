import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { brokerFault } from '../broker-fault.ts';
import type { TransactionMarker } from '../log/transaction-marker.ts';
import { TransactionCoordinator, type TransactionPorts } from './transaction-coordinator.ts';
import type { TransactionOutcome, TransactionPartition } from './transaction.ts';
import {
  noTransactions,
  replayTransactions,
  snapshotTransactions,
  type TransactionEntry,
} from './transactions-journal.ts';

const id = 'payments';
const orders: TransactionPartition = { topicId: 'o', topic: 'orders', partition: 0 };
const bills: TransactionPartition = { topicId: 'b', topic: 'bills', partition: 1 };

let clock: ManualClock;
let journal: TransactionEntry[];
let written: string[];
let isDiskFull: boolean;
let nextProducerId: bigint;
let coordinator: TransactionCoordinator;

beforeEach(() => {
  clock = new ManualClock(1_000_000_000);
  journal = [];
  written = [];
  isDiskFull = false;
  nextProducerId = 1000n;
  coordinator = start();
});

function start(entries: readonly TransactionEntry[] = []): TransactionCoordinator {
  const kept = noTransactions();
  for (const entry of entries) replayTransactions(kept, entry);
  const write = (text: string) => {
    if (isDiskFull) throw brokerFault('storage-failed', 'no space left');
    written.push(text);
  };
  const ports: TransactionPorts = {
    clock,
    kept,
    journal: {
      append(entry) {
        if (isDiskFull) throw brokerFault('storage-failed', 'no space left');
        journal.push(entry);
      },
    },
    allocateProducerId: () => nextProducerId++,
    endOnPartition: ({ topic, partition }: TransactionPartition, marker: TransactionMarker) =>
      write(`${marker.outcome} ${topic}-${partition} ${marker.producerId}/${marker.producerEpoch}`),
    endOnGroup: (groupId: string, producerId: bigint, outcome: TransactionOutcome) =>
      write(`${outcome} ${groupId} ${producerId}`),
  };
  return new TransactionCoordinator(ports);
}

function initialize(expected?: { producerId: bigint; producerEpoch: number }, timeoutMs = 60_000) {
  return coordinator.initialize({ transactionalId: id, timeoutMs, expected });
}

const claim = (producerEpoch: number, producerId = 1000n) => ({ transactionalId: id, producerId, producerEpoch });
const add = (epoch: number, bumpsEpoch = true, partitions = [orders]) =>
  coordinator.add(claim(epoch), { partitions, bumpsEpoch });
const end = (epoch: number, outcome: TransactionOutcome, bumpsEpoch = true) =>
  coordinator.end(claim(epoch), outcome, { bumpsEpoch });
const state = () => coordinator.find(id)?.state;

describe('InitProducerId', () => {
  it('gives the next epoch of the same producer id each time', () => {
    expect(initialize()).toEqual({ error: undefined, producerId: 1000n, producerEpoch: 0 });
    expect(initialize()).toEqual({ error: undefined, producerId: 1000n, producerEpoch: 1 });
    expect(state()).toBe('Empty');
  });

  it('lets a producer go on after an error, once for each time it asks, and no one else', () => {
    initialize();
    expect(initialize({ producerId: 1000n, producerEpoch: 0 })).toMatchObject({ producerEpoch: 1 });
    expect(initialize({ producerId: 1000n, producerEpoch: 0 })).toMatchObject({ producerEpoch: 1 });
    expect(initialize({ producerId: 1000n, producerEpoch: 1 })).toMatchObject({ producerEpoch: 2 });
    initialize();
    expect(initialize({ producerId: 1000n, producerEpoch: 2 })).toEqual({ error: 'PRODUCER_FENCED' });
    expect(initialize({ producerId: 999n, producerEpoch: 3 })).toEqual({ error: 'PRODUCER_FENCED' });
  });

  it.each([
    ['v2', true],
    ['v1', false],
  ])('aborts an open transaction (%s) first, and is to come again', (_name, bumpsEpoch) => {
    initialize();
    add(0, bumpsEpoch);
    expect(initialize()).toEqual({ error: 'CONCURRENT_TRANSACTIONS' });
    expect(written).toEqual(['abort orders-0 1000/1']);
    expect(state()).toBe('CompleteAbort');
    expect(initialize()).toMatchObject({ producerId: 1000n, producerEpoch: 2 });
    expect(add(0, bumpsEpoch)).toBe('PRODUCER_FENCED');
  });

  it.each([0, -5, 900_001])('refuses a timeout of %i ms', (timeoutMs) => {
    expect(initialize(undefined, timeoutMs)).toEqual({ error: 'INVALID_TRANSACTION_TIMEOUT' });
    expect(coordinator.list()).toEqual([]);
  });

  it('changes the producer id before epochs run out, and tells a request that comes again', () => {
    for (let epoch = 0; epoch <= 32_766; epoch += 1) initialize();
    expect(coordinator.find(id)).toMatchObject({ producerId: 1000n, producerEpoch: 32_766 });
    const last = { producerId: 1000n, producerEpoch: 32_766 };
    expect(initialize(last)).toMatchObject({ producerId: 1001n, producerEpoch: 0 });
    expect(initialize(last)).toMatchObject({ producerId: 1001n, producerEpoch: 0 });
    expect(initialize()).toMatchObject({ producerId: 1001n, producerEpoch: 1 });
    expect(initialize(last)).toEqual({ error: 'PRODUCER_FENCED' });
  });

  it('never gives the epoch away that only fences, not after a timeout either', async () => {
    for (let epoch = 0; epoch <= 32_766; epoch += 1) initialize(undefined, 1000);
    add(32_766);
    await clock.advance(1000);
    expect(written).toEqual(['abort orders-0 1000/32767']);
    const last = { producerId: 1000n, producerEpoch: 32_766 };
    expect(initialize(last)).toMatchObject({ producerId: 1001n, producerEpoch: 0 });
    expect(initialize(last)).toMatchObject({ producerId: 1001n, producerEpoch: 0 });
  });
});

describe('EndTxn of transaction.version 2', () => {
  beforeEach(() => void initialize());

  it('bumps the epoch with each end, and knows the request when it comes again', () => {
    add(0);
    add(0, true, [bills, orders, bills]);
    coordinator.add(claim(0), { groupId: 'shop', bumpsEpoch: true });
    expect(end(0, 'commit')).toEqual({ error: undefined, producerId: 1000n, producerEpoch: 1 });
    expect(written).toEqual(['commit orders-0 1000/1', 'commit bills-1 1000/1', 'commit shop 1000']);
    expect(end(0, 'commit')).toEqual({ error: undefined, producerId: 1000n, producerEpoch: 1 });
    expect(end(0, 'abort')).toEqual({ error: 'INVALID_TXN_STATE' });
    expect(end(1, 'commit')).toEqual({ error: 'INVALID_TXN_STATE' });
    expect(written).toHaveLength(3);
    expect(add(0)).toBe('PRODUCER_FENCED');
    expect(add(1)).toBeUndefined();
    expect(end(1, 'abort')).toMatchObject({ producerEpoch: 2 });
  });

  it('aborts a transaction that nothing was added to, and refuses to commit it', () => {
    expect(end(0, 'commit')).toEqual({ error: 'INVALID_TXN_STATE' });
    expect(end(0, 'abort')).toMatchObject({ producerEpoch: 1 });
    expect(end(1, 'abort')).toMatchObject({ producerEpoch: 2 });
    expect(end(0, 'abort')).toEqual({ error: 'PRODUCER_FENCED' });
    expect(written).toEqual([]);
  });

  it('changes the producer id before epochs run out', () => {
    for (let epoch = 1; epoch <= 32_766; epoch += 1) initialize();
    add(32_766);
    expect(end(32_766, 'commit')).toEqual({ error: undefined, producerId: 1001n, producerEpoch: 0 });
    expect(written).toEqual(['commit orders-0 1000/32767']);
    expect(end(32_766, 'commit')).toEqual({ error: undefined, producerId: 1001n, producerEpoch: 0 });
    expect(coordinator.add(claim(0, 1001n), { partitions: [orders], bumpsEpoch: true })).toBeUndefined();
    expect(end(32_766, 'commit')).toEqual({ error: 'PRODUCER_FENCED' });
  });
});

describe('EndTxn of before', () => {
  beforeEach(() => void initialize());

  it('keeps the epoch', () => {
    expect(end(0, 'abort', false)).toEqual({ error: 'INVALID_TXN_STATE' });
    add(0, false);
    expect(end(0, 'commit', false)).toMatchObject({ producerEpoch: 0 });
    expect(end(0, 'commit', false)).toMatchObject({ producerEpoch: 0 });
    expect(end(0, 'abort', false)).toEqual({ error: 'INVALID_TXN_STATE' });
    expect(written).toEqual(['commit orders-0 1000/0']);
  });

  it.each([
    ['an unknown id', { ...claim(0), transactionalId: 'nobody' }, 'INVALID_PRODUCER_ID_MAPPING'],
    ['no id', { ...claim(0), transactionalId: '' }, 'INVALID_REQUEST'],
    ['another producer id', claim(0, 7n), 'INVALID_PRODUCER_ID_MAPPING'],
    ['another epoch', claim(3), 'PRODUCER_FENCED'],
  ])('refuses %s, as the other requests do', (_name, other, error) => {
    add(0);
    expect(coordinator.end(other, 'commit', { bumpsEpoch: false })).toEqual({ error });
    expect(coordinator.end(other, 'commit', { bumpsEpoch: true })).toEqual({ error });
    expect(coordinator.add(other, { partitions: [orders], bumpsEpoch: false })).toBe(error);
    expect(coordinator.verify(other, orders)).toBe(error);
    expect(state()).toBe('Ongoing');
  });
});

it('verifies what is in a transaction', () => {
  initialize();
  expect(coordinator.verify(claim(0), orders)).toBe('TRANSACTION_ABORTABLE');
  add(0, false);
  coordinator.add(claim(0), { groupId: 'shop', bumpsEpoch: false });
  expect(coordinator.verify(claim(0), orders)).toBeUndefined();
  expect(coordinator.verify(claim(0), { groupId: 'shop' })).toBeUndefined();
  expect(coordinator.verify(claim(0), { ...orders, topicId: 'made anew' })).toBe('TRANSACTION_ABORTABLE');
});

describe('time', () => {
  it('is up for a transaction counted from its first partition: it is aborted and its producer fenced', async () => {
    initialize(undefined, 5000);
    await clock.advance(4000);
    add(0);
    await clock.advance(3000);
    add(0, true, [bills]);
    await clock.advance(1999);
    expect(state()).toBe('Ongoing');
    await clock.advance(1);
    expect(state()).toBe('CompleteAbort');
    expect(written).toEqual(['abort orders-0 1000/1', 'abort bills-1 1000/1']);
    expect(end(0, 'commit')).toEqual({ error: 'INVALID_TXN_STATE' });
    expect(initialize({ producerId: 1000n, producerEpoch: 0 })).toMatchObject({ producerEpoch: 1 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not run for one that has ended, and is not held up by closing', async () => {
    initialize(undefined, 5000);
    add(0);
    end(0, 'commit');
    expect(clock.pendingTimers).toBe(0);
    add(1);
    coordinator.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('makes ids forgotten that nobody used for a week, and no open ones', async () => {
    initialize();
    coordinator.initialize({ transactionalId: 'open', timeoutMs: 900_000, expected: undefined });
    await clock.advance(604_800_000 - 1000);
    coordinator.add(
      { transactionalId: 'open', producerId: 1001n, producerEpoch: 0 },
      { partitions: [orders], bumpsEpoch: true },
    );
    await clock.advance(1000);
    coordinator.initialize({ transactionalId: 'new', timeoutMs: 1000, expected: undefined });
    expect(coordinator.list().map(({ transactionalId }) => transactionalId)).toEqual(['open', 'new']);
    expect(journal).toContainEqual({ type: 'transactional-id-expired', transactionalId: id });
  });
});

describe('a full disk', () => {
  it('refuses what it cannot keep, and nothing has happened', () => {
    initialize();
    isDiskFull = true;
    expect(add(0)).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(initialize()).toEqual({ error: 'COORDINATOR_NOT_AVAILABLE' });
    expect(state()).toBe('Empty');
    isDiskFull = false;
    add(0);
    isDiskFull = true;
    expect(end(0, 'commit')).toEqual({ error: 'COORDINATOR_NOT_AVAILABLE' });
    expect(state()).toBe('Ongoing');
  });

  it('holds markers back, not the answer; they are written once there is room', async () => {
    initialize();
    add(0);
    const realPush = journal.push.bind(journal);
    journal.push = (...entries) => {
      if (entries.some((entry) => entry.type === 'transaction' && entry.state === 'PrepareCommit')) isDiskFull = true;
      return realPush(...entries);
    };
    expect(end(0, 'commit')).toEqual({ error: undefined, producerId: 1000n, producerEpoch: 1 });
    expect(state()).toBe('PrepareCommit');
    expect(add(1)).toBe('CONCURRENT_TRANSACTIONS');
    expect(end(0, 'commit')).toEqual({ error: 'CONCURRENT_TRANSACTIONS' });
    expect(initialize()).toEqual({ error: 'CONCURRENT_TRANSACTIONS' });
    await clock.advance(5000);
    expect(written).toEqual([]);
    isDiskFull = false;
    await clock.advance(1000);
    expect(written).toEqual(['commit orders-0 1000/1']);
    expect(state()).toBe('CompleteCommit');
    expect(add(1)).toBeUndefined();
  });

  it('puts off the abort of a transaction whose time is up', async () => {
    initialize(undefined, 1000);
    add(0);
    isDiskFull = true;
    await clock.advance(3000);
    expect(state()).toBe('Ongoing');
    isDiskFull = false;
    await clock.advance(1000);
    expect(state()).toBe('CompleteAbort');
  });
});

describe('the next coordinator', () => {
  it('ends what was ending, and goes on with what was open', async () => {
    initialize(undefined, 10_000);
    add(0);
    end(0, 'commit');
    // As a crash leaves it: the outcome is decided, of the markers nobody knows.
    const crashed = journal.slice(
      0,
      journal.findLastIndex((entry) => entry.type === 'transaction' && entry.state === 'PrepareCommit') + 1,
    );
    coordinator.initialize({ transactionalId: 'other', timeoutMs: 10_000, expected: undefined });
    coordinator.add(
      { transactionalId: 'other', producerId: 1001n, producerEpoch: 0 },
      { partitions: [bills], bumpsEpoch: true },
    );
    const other = journal.filter((entry) => entry.type === 'transaction' && entry.transactionalId === 'other');
    written.length = 0;
    coordinator.close();
    coordinator = start([{ type: 'coordinator', epoch: 4 }, ...crashed, ...other]);
    expect(coordinator.coordinatorEpoch).toBe(4);
    coordinator.recover();
    expect(written).toEqual(['commit orders-0 1000/1']);
    expect(state()).toBe('CompleteCommit');
    expect(end(0, 'commit')).toMatchObject({ error: undefined, producerEpoch: 1 });
    await clock.advance(10_000);
    expect(written).toEqual(['commit orders-0 1000/1', 'abort bills-1 1001/1']);
  });

  it('finds the same state in a journal that was written anew', () => {
    initialize();
    add(0);
    const kept = noTransactions();
    for (const entry of journal) replayTransactions(kept, entry);
    const again = noTransactions();
    for (const entry of snapshotTransactions(kept)) replayTransactions(again, entry);
    expect(again).toEqual(kept);
    expect(again.transactions.get(id)).toEqual(coordinator.find(id));
  });
});
