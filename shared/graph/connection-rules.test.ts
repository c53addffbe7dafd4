import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../../tests/support/graph-builder.ts';
import { canConnect } from './connection-rules.ts';

const note = { id: 'note', kind: 'note' as const, name: 'note', text: '' };
const graph = graphOf(
  [producer('p'), producer('q'), topic('t'), topic('u'), consumer('c'), consumer('d'), note],
  ['p > t > c ! u'],
);

describe('canConnect', () => {
  it.each([
    ['q', 't', 'publishes'],
    ['c', 'u', 'publishes'],
    ['u', 'd', 'subscribes'],
  ])('%s to %s as %s', (source, target, kind) => {
    expect(canConnect(graph, source, target)).toEqual({ allowed: true, kind });
  });

  it.each([
    ['p', 't', 'already-connected'],
    ['t', 'c', 'already-connected'],
    ['p', 'c', 'handler-to-handler'],
    ['c', 'd', 'handler-to-handler'],
    ['t', 'u', 'topic-to-topic'],
    ['t', 'p', 'producer-has-no-input'],
    ['c', 'p', 'producer-has-no-input'],
    ['note', 't', 'note-has-no-edges'],
    ['t', 'note', 'note-has-no-edges'],
    ['t', 't', 'same-node'],
    ['t', 'gone', 'no-such-node'],
  ])('not %s to %s: %s', (source, target, refusal) => {
    expect(canConnect(graph, source, target)).toMatchObject({ allowed: false, refusal });
  });
});
