import { expect, test } from 'vitest';
import { figuresOf, firstSelected, stepsTowards } from './life-figures.ts';
import { stepsOf } from './life-steps.ts';
import { failedOrder, sampleAttempt, sampleEvent, sampleLife } from './sample-life.ts';

const told = (steps: ReturnType<typeof stepsOf>): string[] =>
  steps.map(({ number, depth, kind, name, state }) => `${number} ${'  '.repeat(depth)}${kind} ${name} ${state}`);

test('a life is a tree of who emitted, what was stored and who worked on it, the earliest first', () => {
  expect(told(stepsOf(failedOrder()))).toEqual([
    '1 producer shop done',
    '2   topic orders done',
    '3     consumer billing dead-lettered',
    '4       topic orders.dlq done',
    '5     consumer stock done',
    '6       topic reserved done',
  ]);
});

test('a consumer waits in front of its first try and pauses between tries; what failed says so', () => {
  const billing = stepsOf(failedOrder()).find(({ name }) => name === 'billing');
  expect(billing?.spans.map(({ kind, fromMs, toMs }) => [kind, toMs - fromMs])).toEqual([
    ['waiting', 1859],
    ['failed', 12],
    ['pausing', 198],
    ['failed', 12],
    ['pausing', 400],
    ['failed', 12],
  ]);
  expect(billing?.error).toEqual({ message: 'no card' });
});

test('the figures are those of the way that took longest', () => {
  const { fromMs, toMs, waitingMs, pausingMs, workingMs, branches, failed } = figuresOf(stepsOf(failedOrder()));
  expect({ took: toMs - fromMs, waitingMs, pausingMs, workingMs, branches }).toEqual({
    took: 2497,
    waitingMs: 1859,
    pausingMs: 598,
    workingMs: 36,
    branches: 2,
  });
  expect(failed.map(({ name }) => name)).toEqual(['billing']);
});

test('what a handler did after it had emitted is no part of the way', () => {
  const attempt = sampleAttempt(10, 90);
  const child = sampleEvent('2', 31, {
    parent: '1',
    edge: 'known',
    node: attempt.node,
    attempts: [sampleAttempt(40, 95)],
  });
  const steps = stepsOf(sampleLife([sampleEvent('1', 5, { attempts: [attempt] }), child]));
  const { fromMs, toMs, waitingMs, workingMs } = figuresOf(steps);
  expect({ took: toMs - fromMs, waitingMs, workingMs }).toEqual({ took: 91, waitingMs: 14, workingMs: 75 });
});

test('of an event whose handler told nothing, the handler is a step all the same, and says that nothing is known', () => {
  const child = sampleEvent('2', 9, { parent: '1', edge: 'known', node: { id: 'c', name: 'lost' } });
  expect(told(stepsOf(sampleLife([sampleEvent('1', 1), child])))).toEqual([
    '1 topic orders done',
    '2   consumer lost unknown',
    '3     topic orders done',
  ]);
});

test('where the cause is not kept, it was not a producer that emitted', () => {
  const event = sampleEvent('1', 1, { edge: 'known', node: { id: 'c', name: 'lost' } });
  expect(told(stepsOf(sampleLife([event])))[0]).toBe('1 consumer lost done');
});

test('an attempt that died with its host took nobody knows how long', () => {
  const { endedMs: _unknown, ...died } = sampleAttempt(5, 0, { outcome: 'host-lost' });
  const [, handled] = stepsOf(sampleLife([sampleEvent('1', 1, { attempts: [died] })]));
  expect(handled).toMatchObject({ state: 'failed', fromMs: 1, toMs: 5 });
});

test('a chain of thousands of events is read without end of the stack', () => {
  const events = Array.from({ length: 9000 }, (_, index) =>
    sampleEvent(String(index), index + 1, index === 0 ? {} : { parent: String(index - 1), edge: 'known' }),
  );
  const steps = stepsOf(sampleLife(events, '0'));
  expect(steps.at(-1)).toMatchObject({ number: 9000, depth: 8999 });
});

test('backwards there is what caused it, forwards what came of it', () => {
  const steps = stepsOf(failedOrder());
  expect(stepsTowards(steps, '2', 'backward').map(({ name }) => name)).toEqual(['shop', 'orders', 'stock', 'reserved']);
  expect(stepsTowards(steps, '1', 'forward').map(({ number }) => number)).toEqual([2, 3, 4, 5, 6]);
  expect(stepsTowards(steps, '3', 'forward').map(({ name }) => name)).toEqual(['orders.dlq']);
});

test('a life opens at the failure: of the event itself, of what a dead letter stands for, or further on', () => {
  const steps = stepsOf(failedOrder());
  expect(firstSelected(steps, '3')?.name).toBe('billing');
  expect(firstSelected(steps, '1')?.name).toBe('billing');
  expect(firstSelected(stepsOf(sampleLife([sampleEvent('1', 1)])), '1')?.name).toBe('orders');
});
