import { safe } from '@orpc/client';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FoundEvent, MissedEvent, PathQuestion, TraceQuestion } from '../../shared/contract/index.ts';
import { useApp, type AppState } from '../state/app-state.ts';

/** What is asked of events themselves, as the form has it. */
export interface FindForm {
  readonly text: string;
  /** Where the text is looked for. */
  readonly textIn: 'text' | 'key' | 'id' | 'error';
  /** A topic's id; undefined is any. */
  readonly topic: string | undefined;
  /** As typed, in milliseconds, from the first to the last hop. */
  readonly minTraceMs: string;
  readonly deadLettered: boolean;
}

/** "Those of topic A that had not reached B after so long": ids of nodes. */
export interface MissedForm {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** As typed. */
  readonly withinSeconds: string;
}

export interface TracesView {
  readonly mode: 'find' | 'missed';
  /** Of which run; undefined is all that are kept. */
  readonly session: number | undefined;
  readonly find: FindForm;
  readonly missed: MissedForm;
  readonly phase: 'idle' | 'asking' | 'answered' | 'failed';
  readonly problem: string | undefined;
  readonly rows: readonly FoundRow[];
  /** There may be more behind what is shown. */
  readonly cursor: string | undefined;
  /** Events that were looked at for a path question. */
  readonly looked: number;
}

export interface FoundRow {
  readonly event: FoundEvent;
  /** With a path question alone. */
  readonly missed: MissedEvent | undefined;
}

type TracesStore = Pick<StoreApi<TracesView>, 'getState' | 'setState' | 'subscribe' | 'getInitialState'>;

const nothing: TracesView = {
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

const stores = new WeakMap<AppState, TracesStore>();

/** What is asked and was answered: it outlives the panel, which other panels may push aside. */
export function tracesStoreOf(app: AppState): TracesStore {
  const known = stores.get(app);
  if (known) return known;
  const store = createStore<TracesView>(() => nothing);
  app.project.subscribe(({ project }, former) => {
    if (project?.projectId !== former.project?.projectId) store.setState(nothing);
  });
  stores.set(app, store);
  return store;
}

export function useTraces<Result>(select: (view: TracesView) => Result): Result {
  return useStore(tracesStoreOf(useApp()), select);
}

/** Only what is filled in is asked. */
export function questionOf({ find, session }: TracesView): TraceQuestion {
  const text = find.text.trim();
  const minTraceMs = Number(find.minTraceMs);
  return {
    ...(session !== undefined && { session }),
    ...(text !== '' && { [find.textIn]: text }),
    ...(find.topic !== undefined && { topic: find.topic }),
    ...(find.minTraceMs.trim() !== '' && Number.isFinite(minTraceMs) && minTraceMs >= 0 && { minTraceMs }),
    ...(find.deadLettered && { deadLettered: true }),
  };
}

/** Undefined while it isn't whole. */
export function pathQuestionOf({ missed, session }: TracesView): PathQuestion | undefined {
  const { from, to, withinSeconds } = missed;
  const withinMs = Number(withinSeconds) * 1000;
  if (from === undefined || to === undefined || withinSeconds.trim() === '' || !(withinMs >= 0)) return undefined;
  return { from, to, withinMs, ...(session !== undefined && { session }) };
}

/** A page may hold none and yet not be the last; so many are asked for at once. */
const mostEmptyPages = 8;
const pageSize = 100;

/** Asks what the form says, or for what comes behind what was answered. */
export async function ask(app: AppState, goesOn = false): Promise<void> {
  const store = tracesStoreOf(app);
  const projectId = app.project.getState().project?.projectId;
  const asked = store.getState();
  if (projectId === undefined) return;
  const missing = asked.mode === 'missed' && !pathQuestionOf(asked);
  if (missing) {
    store.setState({ phase: 'idle', rows: [], cursor: undefined });
    return;
  }
  const isStill = (): boolean => {
    const { mode, session, find, missed } = store.getState();
    return mode === asked.mode && session === asked.session && find === asked.find && missed === asked.missed;
  };
  store.setState({ phase: 'asking', problem: undefined, ...(!goesOn && { rows: [], cursor: undefined, looked: 0 }) });
  for (let page = 0; page < mostEmptyPages; page += 1) {
    const { error, data } = await safe(answer(app, projectId, asked, store.getState().cursor));
    if (!isStill()) return;
    if (error) {
      store.setState({ phase: 'failed', problem: error.message, cursor: undefined });
      return;
    }
    const { rows, looked } = store.getState();
    store.setState({ rows: [...rows, ...data.rows], cursor: data.cursor, looked: looked + data.looked });
    if (data.rows.length > 0 || data.cursor === undefined) break;
  }
  store.setState({ phase: 'answered' });
}

async function answer(
  { client }: AppState,
  projectId: string,
  asked: TracesView,
  cursor: string | undefined,
): Promise<{ rows: FoundRow[]; cursor: string | undefined; looked: number }> {
  const page = { projectId, limit: pageSize, ...(cursor !== undefined && { cursor }) };
  const path = asked.mode === 'missed' ? pathQuestionOf(asked) : undefined;
  if (path) {
    const { events, looked, cursor: next } = await client.tracing.missed({ ...page, question: path });
    return { rows: events.map((missed) => ({ event: missed.event, missed })), cursor: next, looked };
  }
  const { events, cursor: next } = await client.tracing.search({ ...page, question: questionOf(asked) });
  return { rows: events.map((event) => ({ event, missed: undefined })), cursor: next, looked: 0 };
}
