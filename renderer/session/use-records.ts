import { ORPCError } from '@orpc/client';
import { useEffect, useReducer } from 'react';
import type { RecordFilter, RecordPosition, RecordPreview } from '../../shared/contract/index.ts';
import { useApp, useOpenProject, useSession } from '../state/app-state.ts';
import { followStream } from '../transport/follow-stream.ts';
import { appended, emptyList, type BoundedList } from './bounded-list.ts';

const keptRecords = 5000;

export interface RecordQuery {
  /** Graph name; absent: all topics. */
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  readonly from: RecordPosition;
  readonly filter: RecordFilter;
}

export interface RecordsView {
  readonly phase: 'no-cluster' | 'reading' | 'failed';
  readonly shown: BoundedList<RecordPreview>;
  /** Came while paused, after what stood there when reading began; shown on request. */
  readonly waiting: BoundedList<RecordPreview>;
  readonly scanned: number;
  readonly caughtUp: boolean;
  readonly problem: string | undefined;
}

type Change =
  | { type: 'begin' }
  | {
      type: 'frame';
      records: readonly RecordPreview[];
      dropped: number;
      scanned: number;
      caughtUp: boolean;
      paused: boolean;
      problem: string | undefined;
    }
  | { type: 'failed'; noCluster: boolean; message: string }
  | { type: 'show-waiting' }
  | { type: 'clear' };

const fresh: RecordsView = {
  phase: 'reading',
  shown: emptyList,
  waiting: emptyList,
  scanned: 0,
  caughtUp: false,
  problem: undefined,
};

/** What a change makes of the view. Newest last; bounded, and it counts what it let go of. */
export function recordsAfter(view: RecordsView, change: Change): RecordsView {
  switch (change.type) {
    case 'begin':
      return fresh;
    case 'frame': {
      const { records, dropped, scanned, caughtUp, paused, problem } = change;
      // What stands there already is what one wants to look at in peace: only what comes after it waits.
      const target = paused && view.caughtUp ? 'waiting' : 'shown';
      return {
        ...view,
        [target]: appended(view[target], records, keptRecords, dropped),
        scanned,
        caughtUp,
        problem,
      };
    }
    case 'failed':
      return { ...view, phase: change.noCluster ? 'no-cluster' : 'failed', problem: change.message };
    case 'show-waiting': {
      const { items, dropped } = view.waiting;
      return { ...view, shown: appended(view.shown, items, keptRecords, dropped), waiting: emptyList };
    }
    case 'clear':
      return { ...view, shown: emptyList, waiting: emptyList };
  }
}

/** Follows the records of a query; `isPaused` is asked with each frame. */
export function useRecords(query: RecordQuery, isPaused: () => boolean) {
  const { client } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  // With another cluster, or the same one up again, the reading begins anew.
  const cluster = useSession(({ overview }) => (overview.broker === 'lost' ? undefined : overview.bootstrap));
  const [view, change] = useReducer(recordsAfter, fresh);
  const key = JSON.stringify({ ...query, cluster });
  useEffect(() => {
    const controller = new AbortController();
    const { topic, partition, from, filter }: RecordQuery = JSON.parse(key);
    change({ type: 'begin' });
    followStream(
      (signal) =>
        client.records.browse(
          {
            projectId,
            from,
            follow: true,
            ...(topic === undefined ? {} : { topics: [topic] }),
            ...(partition === undefined ? {} : { partition }),
            ...(Object.keys(filter).length === 0 ? {} : { filter }),
          },
          { signal },
        ),
      controller.signal,
      ({ records, dropped, scanned, caughtUp, problem }) =>
        change({ type: 'frame', records, dropped, scanned, caughtUp, paused: isPaused(), problem: problem?.message }),
    ).catch((error: Error) => {
      // Of a project that isn't trusted nothing runs either.
      const noCluster = error instanceof ORPCError && ['NO_CLUSTER', 'NOT_TRUSTED'].includes(error.code);
      change({ type: 'failed', noCluster, message: error.message });
    });
    return () => controller.abort();
  }, [client, projectId, key, isPaused]);
  return { view, showWaiting: () => change({ type: 'show-waiting' }), clear: () => change({ type: 'clear' }) };
}
