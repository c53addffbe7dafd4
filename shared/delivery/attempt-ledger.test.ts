import { describe, expect, it } from 'vitest';
import { createAttemptLedger } from './index.ts';

const orders = { topic: 'orders', partition: 0 };

describe('the attempt ledger', () => {
  it('blames the only attempt in flight when the host dies', () => {
    const ledger = createAttemptLedger();
    ledger.record('payments', { type: 'started', ...orders, offsets: ['7'], failedAttempts: 1, isolation: 'shared' });
    ledger.hostDied();
    expect(ledger.surviving('payments')).toEqual([{ ...orders, offset: '7', failedAttempts: 2, isolation: 'host' }]);
    expect(ledger.surviving('shipping')).toEqual([]);
  });

  it('blames none of several, and has each run alone', () => {
    const ledger = createAttemptLedger();
    ledger.record('payments', { type: 'started', ...orders, offsets: ['7'], failedAttempts: 0, isolation: 'shared' });
    ledger.record('shipping', { type: 'started', ...orders, offsets: ['3'], failedAttempts: 1, isolation: 'shared' });
    ledger.hostDied();
    expect(ledger.surviving('payments')).toMatchObject([{ offset: '7', failedAttempts: 0, isolation: 'host' }]);
    expect(ledger.surviving('shipping')).toMatchObject([{ offset: '3', failedAttempts: 1, isolation: 'host' }]);
  });

  it('remembers what waits for a retry, and forgets what is settled', () => {
    const ledger = createAttemptLedger();
    ledger.record('payments', {
      type: 'started',
      ...orders,
      offsets: ['1', '2'],
      failedAttempts: 0,
      isolation: 'shared',
    });
    ledger.record('payments', {
      type: 'ended',
      ...orders,
      offsets: ['1', '2'],
      failedAttempts: 1,
      isolation: 'shared',
    });
    ledger.record('payments', { type: 'settled', ...orders, offsets: ['1'] });
    ledger.hostDied();
    expect(ledger.surviving('payments')).toEqual([{ ...orders, offset: '2', failedAttempts: 1, isolation: 'shared' }]);
    ledger.record('payments', { type: 'settled', ...orders, offsets: ['2'] });
    expect(ledger.surviving('payments')).toEqual([]);
  });
});
