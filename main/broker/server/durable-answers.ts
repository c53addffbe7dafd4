import { kafkaApis } from '../../wire/index.ts';
import type { Flusher } from '../log/flusher.ts';
import type { AnswerFrame, Outcome } from './connection.ts';

/** What acknowledges nothing, and so needn't wait. */
const readingApis: ReadonlySet<number> = new Set(
  [kafkaApis.apiVersions, kafkaApis.fetch, kafkaApis.listOffsets, kafkaApis.heartbeat].map(({ key }) => key),
);

/**
 * Lets no response leave before what it acknowledges is on the disk, where the policy wants that. Where fsync fails, the connection
 * is closed, since nobody knows what became of the request: the client asks again, and is then told of the storage error.
 */
export function answerDurably(answer: AnswerFrame, flusher: Flusher): AnswerFrame {
  const held = (outcome: Outcome): Outcome | Promise<Outcome> => {
    const flushed = outcome.type === 'response' ? flusher.beforeAcknowledging() : undefined;
    return flushed
      ? flushed.then(
          () => outcome,
          (error: unknown) => ({ type: 'close', reason: error instanceof Error ? error.message : String(error) }),
        )
      : outcome;
  };
  return (frame, peer) => {
    const outcome = answer(frame, peer);
    if (frame.length >= 2 && readingApis.has(((frame[0] ?? 0) << 8) | (frame[1] ?? 0))) return outcome;
    return outcome instanceof Promise ? outcome.then(held) : held(outcome);
  };
}
