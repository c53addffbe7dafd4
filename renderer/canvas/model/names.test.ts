import { describe, expect, it } from 'vitest';
import { asKafkaName, claimHandlerFile, claimName } from './names.ts';

describe('names of new nodes', () => {
  it('are as wanted where that is free, else numbered', () => {
    const taken = new Set(['orders', 'orders-3']);
    expect(claimName(taken, 'payments')).toBe('payments');
    expect(['orders', 'orders', 'orders'].map((name) => claimName(taken, name))).toEqual([
      'orders-2',
      'orders-4',
      'orders-5',
    ]);
  });

  it('count on from a number rather than adding another', () => {
    expect(claimName(new Set(['orders-2', 'orders-3']), 'orders-2')).toBe('orders-4');
  });

  it('differ by more than capital letters', () => {
    expect(claimName(new Set(['orders']), 'Orders')).toBe('Orders-2');
  });

  it('stay within the length that Kafka allows', () => {
    const long = 'x'.repeat(249);
    const name = claimName(new Set([long]), long);
    expect(name).toHaveLength(249);
    expect(name.endsWith('-2')).toBe(true);
  });

  it('give their handlers a file each', () => {
    const taken = new Set(['handlers/mailer.ts']);
    expect(claimHandlerFile(taken, 'Mailer')).toBe('handlers/Mailer-2.ts');
    expect(claimHandlerFile(taken, 'mailer')).toBe('handlers/mailer-3.ts');
  });

  it.each([
    ['fraud check', 'fraud-check'],
    ['  a  b ', 'a-b'],
    ['straße & co', 'strae--co'],
    ['..', ''],
    ['orders.dlq', 'orders.dlq'],
  ])('%j becomes %j for Kafka', (text, name) => expect(asKafkaName(text)).toBe(name));
});
