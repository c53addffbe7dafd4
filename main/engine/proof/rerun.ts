import { judge } from '../../../shared/captured-test/index.ts';
import type { Rerun } from '../../../shared/contract/index.ts';
import type { Consumer } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { Trials } from '../../runtime/index.ts';
import { outcomeOf, surroundingsOf } from '../code/index.ts';
import type { LoadedProject } from '../project/index.ts';
import type { Capture } from './capture.ts';

/** All trials of a project take turns, so none may take as long as a handler may in a run. */
const longestRerunMs = 60_000;

/** Runs a consumer's handler as the project has it on a captured call, and holds what it gives against what it gave. */
export async function rerun(
  project: LoadedProject,
  consumer: Consumer,
  capture: Capture,
  trials: Trials,
): Promise<Rerun> {
  const surroundings = surroundingsOf(project, consumer);
  const { records, conditions, before, notes } = capture;
  const [tried] = await trials.try({
    ...surroundings,
    ...conditions,
    input: { type: 'records', records: [...records] },
    // Another map is compiled anew: packages and files that no handler's folder has may have changed on disk.
    versions: [{ handler: consumer.handler, texts: new Map(project.handlers) }],
    timeoutMs: Math.min(consumer.timeoutMs, longestRerunMs),
  });
  if (!tried || tried.type === 'same') throw new Fault('trial-without-outcome', 'The handler gave no outcome.');
  const now = outcomeOf(tried, surroundings.topics);
  const formats = new Map(surroundings.topics.map(({ name, format }) => [name, format]));
  const differences =
    before &&
    judge(
      { emitted: before.emitted, error: before.error?.message },
      { emitted: now.emitted, error: failureOf(now) },
      { isJson: (topic) => formats.get(topic) === 'json', isSameError: (one, other) => one === other },
    );
  return {
    node: { id: consumer.id, name: consumer.name },
    records: records.length,
    conditions,
    ...(before && {
      before: {
        ok: !before.error,
        durationMs: before.durationMs,
        emitted: before.emitted.map(({ topic, key, value, headers }) => ({
          topic,
          key,
          value: value === undefined ? '(not known any more)' : value,
          headers: { ...headers },
        })),
        logs: [],
        ...(before.error && { error: before.error }),
        diagnostics: [],
      },
    }),
    now,
    ...(differences && { differences }),
    notes: [...notes],
  };
}

/** Why a handler gave no good end; undefined where it did. One that doesn't compile wasn't called. */
export function failureOf({ error, diagnostics }: Rerun['now']): string | undefined {
  return error?.message ?? diagnostics.find(({ severity }) => severity === 'error')?.message;
}
