import { expect, it } from 'vitest';
import { Call } from './call.ts';
import type { SentEvent } from './event-sender.ts';

it('takes nothing more for its transaction once it has its outcome and its emits are acknowledged', async () => {
  let isClosed = false;
  const transaction = {
    send: () => Promise.reject(new Error('not used here')),
    hold: () => undefined,
    close: () => void (isClosed = true),
  };
  const call = new Call(1, {
    input: { type: 'records', records: [] },
    attempt: 1,
    origins: [],
    transaction,
    signal: new AbortController().signal,
    readyTimeoutMs: 1,
  });
  const emit = Promise.withResolvers<SentEvent>();
  call.track(emit.promise);
  call.settle({ type: 'done' });
  expect(isClosed).toBe(false);
  emit.resolve({ id: 'a', partition: 0, offset: '0' });
  await call.ended;
  expect(isClosed).toBe(true);
});
