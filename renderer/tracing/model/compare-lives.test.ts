import { expect, test } from 'vitest';
import { compareLives } from './compare-lives.ts';
import { stepsOf } from './life-steps.ts';
import { failedOrder, sampleAttempt, sampleEvent, sampleLife } from './sample-life.ts';

test('two lives stand hop beside hop, and what only one of them has says so', () => {
  const shop = { id: 'producer-shop', name: 'shop' };
  const billed = sampleAttempt(20, 40);
  const paid = sampleEvent('8', 39, { topic: { name: 'paid' }, parent: '7', edge: 'known', node: billed.node });
  const well = sampleLife([sampleEvent('7', 12, { node: shop, attempts: [billed] }), paid], '7');
  const rows = compareLives(stepsOf(failedOrder()), stepsOf(well));
  expect(
    rows.map(({ depth, name, one, other }) => `${'  '.repeat(depth)}${name} ${one?.state} ${other?.state}`),
  ).toEqual([
    'shop done done',
    '  orders done done',
    '    billing dead-lettered done',
    '      orders.dlq done undefined',
    '      paid undefined done',
    '    stock done undefined',
    '      reserved done undefined',
  ]);
});
