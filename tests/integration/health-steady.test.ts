import { expect, it } from 'vitest';
import { steadyRun, wronglyNamed } from '../support/steady-run.ts';

/** A minute; `npm run soak -- health` takes ten. */
const seconds = Number(process.env['TOPICRAFT_SOAK_SECONDS'] ?? 60);

it('names nothing wrongly in a healthy run: idle, bursts, batches, retries that help, many instances', async () => {
  const session = await steadyRun();
  const begun = await session.until(() => session.frames.find(({ overview }) => overview.state === 'running'));
  await session.until(() => (session.frames.at(-1)?.timeMs ?? 0) > begun.timeMs + seconds * 1000);
  expect(wronglyNamed(session)).toEqual([]);
});
