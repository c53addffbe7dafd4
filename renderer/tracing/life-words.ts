import type { LifeEvent, Life, TracedSession } from '../../shared/contract/index.ts';
import { countText, latencyText } from '../ui/number-text.ts';
import type { ShownLife } from './life-store.ts';
import { isFailed, spentOn } from './model/life-figures.ts';
import type { LifeStep } from './model/life-steps.ts';

/** `2:5,376`, as positions are written; where an event has several records, of the first. */
export function positionText({ records }: LifeEvent): string | undefined {
  const [first] = records;
  if (!first) return undefined;
  const more = records.length > 1 ? ` +${records.length - 1}` : '';
  return `${first.partition}:${BigInt(first.offset).toLocaleString('en')}${more}`;
}

export function plural(count: number, one: string, several = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${several}`;
}

/** How long a step took: a topic to store, a consumer from the event's being there to its end. */
export function stepMs({ fromMs, toMs }: LifeStep): number {
  return toMs - fromMs;
}

export function stepTimeText(step: LifeStep): string {
  if (step.kind === 'producer' || step.state === 'unknown') return '';
  return latencyText(stepMs(step));
}

const stateWords: Record<LifeStep['state'], string> = {
  done: 'done',
  failed: 'failed',
  'dead-lettered': 'dead-lettered',
  skipped: 'failed, then skipped',
  stopped: 'failed, and its partition stopped',
  running: 'at work',
  retrying: 'failed, to be tried again',
  unknown: 'what it did is not known',
};

export function stateWord({ state }: LifeStep): string {
  return stateWords[state];
}

/** What a screen reader says of a line of the tree. */
export function stepLabel(step: LifeStep): string {
  const { number, kind, name, spans, tries } = step;
  const words = [`hop ${number}, ${kind} ${name}`];
  if (kind === 'consumer') {
    words.push(stateWord(step));
    const waitedMs = spentOn(spans, 'waiting', 'pausing');
    if (waitedMs > 0) words.push(`waited ${latencyText(waitedMs)}`);
    if (tries.length > 0) words.push(`worked ${latencyText(spentOn(spans, 'working', 'failed'))}`);
    if (tries.length > 1) words.push(plural(tries.length, 'try', 'tries'));
  }
  const edge = edgeSentence(step);
  if (edge !== undefined) words.push(edge.short);
  return words.join(', ');
}

/** How sure it is what caused an event; undefined where it is. */
export function edgeSentence({ kind, event }: LifeStep): { short: string; long: string } | undefined {
  if (kind !== 'topic') return undefined;
  const by = event.node?.name ?? 'Its handler';
  switch (event.edge) {
    case 'inferred':
      return {
        short: 'inferred',
        long: `${by} didn’t say which event this came from, so its cause is inferred from when it was emitted.`,
      };
    case 'late':
      return { short: 'late', long: `${by} emitted this after its call had ended, so no retry would emit it again.` };
    case 'dead-letter':
      return { short: 'dead letter', long: `A dead letter: the event as it was, after ${by} had given it up.` };
    case 'root':
      return event.node ? undefined : { short: 'from outside', long: 'Someone outside of this graph wrote it.' };
    case 'known':
      return event.parent === undefined
        ? { short: 'cause not kept', long: 'What caused it isn’t kept any more, or was never followed.' }
        : undefined;
  }
}

/** How an event ended: in the word of its worst hop. */
export function outcomeOf(steps: readonly LifeStep[]): { readonly failed: boolean; readonly text: string } {
  const failed = steps.filter(isFailed);
  const [first] = failed;
  if (first)
    return { failed: true, text: failed.length === 1 ? `Failed at ${first.name}` : `Failed at ${failed.length} hops` };
  const open = steps.find(({ state }) => state === 'running' || state === 'retrying');
  if (open) return { failed: false, text: `At ${open.name} now` };
  return { failed: false, text: 'All of it went well' };
}

/** What is missing from a life, and why; none where nothing is. */
export function gapsOf({ life, session }: Pick<ShownLife, 'life' | 'session'>): string[] {
  return [...(life.cut ? [cutText(life)] : []), ...(session ? gapsOfRun(session) : [])];
}

function cutText({ events, known }: Life): string {
  return `Only the nearest ${countText(events.length)} of ${countText(Math.max(known, events.length))} events are shown.`;
}

export function gapsOfRun({ lostHops, skippedTraces, lowestShare }: TracedSession): string[] {
  const gaps: string[] = [];
  if (lostHops > 0)
    gaps.push(`${plural(lostHops, 'hop was', 'hops were')} left out of this run to keep up, so there may be gaps.`);
  if (skippedTraces > 0) {
    const share = lowestShare < 1 ? `, at times only ${Math.max(1, Math.round(lowestShare * 100))} %` : '';
    gaps.push(`${plural(skippedTraces, 'event')} of this run were not followed${share}; those that failed all were.`);
  }
  return gaps;
}
