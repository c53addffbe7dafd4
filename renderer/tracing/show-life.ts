import type { EventReference, LogEntry, RecordPreview } from '../../shared/contract/index.ts';
import type { AppState } from '../state/app-state.ts';
import { lifeStoreOf } from './life-store.ts';

/** Where "Show its life" leads from now on; undefined where nobody looks at an event. */
export function lookAt(app: AppState, candidate: EventReference | undefined): void {
  lifeStoreOf(app).setState({ candidate });
}

/** Opens the life of an event. What goes wrong is told as a toast. */
export async function showLife(app: AppState, of: EventReference): Promise<void> {
  const { openLife } = await import('./open-life.ts');
  await openLife(app, of);
}

/** The newest event that a node failed at for good. */
export async function showLifeOfFailure(app: AppState, node: string): Promise<void> {
  const { openFailure } = await import('./open-life.ts');
  await openFailure(app, node);
}

/** The event of which a log tells: handlers write with the id of what they are called with. */
export function referenceOfLog({ causeId }: LogEntry): EventReference | undefined {
  return causeId === undefined ? undefined : { type: 'event', eventId: causeId };
}

/** A record of the events panel. */
export function referenceOfRecord({ topic, partition, offset, eventId }: RecordPreview): EventReference {
  return { type: 'record', topic, partition, offset, ...(eventId !== undefined && { eventId }) };
}
