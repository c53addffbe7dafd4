import { expect, it } from 'vitest';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { inProcessBroker, requestFrame } from '../../../tests/support/in-process-broker.ts';
import { kafkaApis } from '../../wire/index.ts';
import { Flusher } from '../log/flusher.ts';
import type { Outcome } from './connection.ts';
import { answerDurably } from './durable-answers.ts';

const { peer } = inProcessBroker();
const commit = requestFrame(kafkaApis.deleteGroups, 0, { groupsNames: ['a'] });
const read = requestFrame(kafkaApis.heartbeat, 0, { groupId: 'a', generationId: 0, memberId: '' });
const response: Outcome = { type: 'response', pieces: [] };

function answering(flush: () => Promise<void>, outcome: Outcome | Promise<Outcome>) {
  const flusher = new Flusher({ policy: 'batch', clock: new ManualClock(0), onFailure: () => undefined });
  return answerDurably(() => {
    flusher.written({ flush });
    return outcome;
  }, flusher);
}

it('holds a response until what it acknowledges is on the disk', async () => {
  for (const outcome of [response, Promise.resolve(response)]) {
    const flushing = Promise.withResolvers<() => void>();
    const flush = () => new Promise<void>((resolve) => flushing.resolve(resolve));
    let answered: Outcome | undefined;
    const answer = Promise.resolve(answering(flush, outcome)(commit, peer)).then((given) => (answered = given));
    const finish = await flushing.promise;
    expect(answered).toBeUndefined();
    finish();
    expect(await answer).toBe(response);
  }
});

it('holds nothing of what only reads, of silence and of closed connections', () => {
  const never = () => new Promise<void>(() => undefined);
  expect(answering(never, response)(read, peer)).toBe(response);
  for (const outcome of [{ type: 'silence' } as const, { type: 'close', reason: 'x' } as const]) {
    expect(answering(never, outcome)(commit, peer)).toBe(outcome);
  }
});

it('closes the connection where that fails', async () => {
  const answer = answering(() => Promise.reject(new Error('worn out')), response);
  expect(await answer(commit, peer)).toEqual({ type: 'close', reason: 'worn out' });
});
