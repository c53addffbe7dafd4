import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventReference, Life, TracedSession } from '../../shared/contract/index.ts';
import { canvasOf } from '../canvas/canvas-store.ts';
import { useApp, type AppState } from '../state/app-state.ts';
import type { LifeDirection } from './model/life-figures.ts';
import type { LifeStep } from './model/life-steps.ts';

/** The life of an event that is on screen. */
export interface ShownLife {
  /** What was asked for. */
  readonly of: EventReference;
  readonly life: Life;
  readonly steps: readonly LifeStep[];
  readonly direction: LifeDirection;
  /** The key of the step that one is at. */
  readonly selected: string | undefined;
  /** The run that it is of. */
  readonly session: TracedSession | undefined;
}

export interface LifeView {
  /** What "Show its life" is about: the event that somebody looks at. */
  readonly candidate: EventReference | undefined;
  readonly shown: ShownLife | undefined;
  /** Another one is shown beside it. */
  readonly compared: ShownLife | undefined;
  /** The event whose life is being looked for. */
  readonly opening: EventReference | undefined;
}

export interface LifeStore extends Pick<StoreApi<LifeView>, 'getState' | 'subscribe' | 'getInitialState'> {
  setState(changes: Partial<LifeView>): void;
}

const stores = new WeakMap<AppState, LifeStore>();
const nothing: LifeView = { candidate: undefined, shown: undefined, compared: undefined, opening: undefined };

/** The life that an app shows. It is small, so that nothing of what shows it is loaded before it is asked for. */
export function lifeStoreOf(app: AppState): LifeStore {
  const known = stores.get(app);
  if (known) return known;
  const store = createStore<LifeView>(() => nothing);
  const life: LifeStore = {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    setState: (changes) => store.setState(changes),
  };
  // What is shown is of the project that is open.
  app.project.subscribe(({ project }, former) => {
    if (project?.projectId === former.project?.projectId) return;
    store.setState(nothing);
    canvasOf(app).setState({ followed: undefined });
    const { rightTab, bottomTab } = app.view.getState();
    if (rightTab === 'life') app.view.setState({ rightTab: 'settings' });
    if (bottomTab === 'payload') app.view.setState({ bottomTab: 'events' });
  });
  stores.set(app, life);
  return life;
}

export function useLife<Result>(select: (view: LifeView) => Result): Result {
  return useStore(lifeStoreOf(useApp()), select);
}
