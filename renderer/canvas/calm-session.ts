import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NodeStatus } from '../../shared/contract/index.ts';
import type { SessionStore, SessionView } from '../state/session-store.ts';
import { useApp } from '../state/app-state.ts';

/** Numbers on the canvas change at most this often; what changes faster can't be read. */
const calmMs = 250;

type CalmSession = Pick<StoreApi<SessionView>, 'getState' | 'subscribe' | 'getInitialState'>;

const calmSessions = new WeakMap<SessionStore, CalmSession>();

/** The session at no more than four frames a second. The last frame always comes through. */
export function calmSessionOf(session: SessionStore): CalmSession {
  const known = calmSessions.get(session);
  if (known) return known;
  const calm = createStore<SessionView>(() => session.getState());
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let lastMs = 0;
  const take = (): void => {
    waiting = undefined;
    lastMs = performance.now();
    calm.setState(session.getState(), true);
  };
  session.subscribe((view, former) => {
    // Start and stop are answers to a press of a button, so they come at once.
    if (view.overview.state !== former.overview.state) {
      clearTimeout(waiting);
      take();
    } else {
      waiting ??= setTimeout(take, Math.max(0, lastMs + calmMs - performance.now()));
    }
  });
  calmSessions.set(session, calm);
  return calm;
}

export function useCalmSession<Result>(select: (view: SessionView) => Result): Result {
  return useStore(calmSessionOf(useApp().session), select);
}

/** From afar only a node's state can be seen, so only a change of state draws it again. */
export function useCalmNodeStatus(id: string, isNear: boolean): NodeStatus | undefined {
  const calm = calmSessionOf(useApp().session);
  const near = useStore(calm, ({ nodes }) => (isNear ? nodes[id] : undefined));
  const state = useStore(calm, ({ nodes }) => nodes[id]?.state);
  if (isNear) return near;
  return state === undefined ? undefined : calm.getState().nodes[id];
}
