import { expect, test } from 'vitest';
import { pathQuestionOf, questionOf, type TracesView } from './traces-store.ts';

const view: TracesView = {
  mode: 'find',
  session: undefined,
  find: { text: '', textIn: 'text', topic: undefined, minTraceMs: '', deadLettered: false },
  missed: { from: undefined, to: undefined, withinSeconds: '5' },
  phase: 'idle',
  problem: undefined,
  rows: [],
  cursor: undefined,
  looked: 0,
};

test('only what is filled in is asked', () => {
  expect(questionOf(view)).toEqual({});
  expect(
    questionOf({
      ...view,
      session: 3,
      find: { text: ' o-1 ', textIn: 'key', topic: 'topic-orders', minTraceMs: '250', deadLettered: true },
    }),
  ).toEqual({ session: 3, key: 'o-1', topic: 'topic-orders', minTraceMs: 250, deadLettered: true });
  expect(questionOf({ ...view, find: { ...view.find, minTraceMs: 'long' } })).toEqual({});
});

test('a path is asked about once both of its ends and the time are there', () => {
  const missed = { from: 'topic-orders', to: 'consumer-shipping', withinSeconds: '0.5' };
  expect(pathQuestionOf({ ...view, missed })).toEqual({ from: 'topic-orders', to: 'consumer-shipping', withinMs: 500 });
  expect(pathQuestionOf({ ...view, missed: { ...missed, to: undefined } })).toBeUndefined();
  expect(pathQuestionOf({ ...view, missed: { ...missed, withinSeconds: 'soon' } })).toBeUndefined();
  expect(pathQuestionOf({ ...view, missed: { ...missed, withinSeconds: '' } })).toBeUndefined();
});
