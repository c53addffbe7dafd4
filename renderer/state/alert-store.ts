import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Alert, AlertFrame, AlertRule } from '../../shared/contract/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';
import { createStreamFollower } from '../transport/follow-stream.ts';

export interface AlertView {
  readonly rules: readonly AlertRule[];
  /** That stand, the newest first. */
  readonly raised: readonly Alert[];
}

const nothing: AlertView = { rules: [], raised: [] };

export interface AlertStore extends Pick<StoreApi<AlertView>, 'getState' | 'subscribe' | 'getInitialState'> {
  /** Follows the alerts of a project until it is told to follow another or none. */
  follow(projectId: string | undefined): void;
}

/** @param onFired is told each alert once, as it is raised */
export function createAlertStore(
  client: EngineClient,
  onProblem: (message: string) => void,
  onFired: (alert: Alert) => void,
): AlertStore {
  const store = createStore<AlertView>(() => nothing);
  const stream = createStreamFollower(onProblem);
  const take = ({ rules, raised, fired }: AlertFrame): void => {
    store.setState({ rules, raised });
    for (const alert of fired) onFired(alert);
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    follow: (projectId) => {
      stream.stop();
      store.setState(nothing);
      if (projectId !== undefined) stream.follow((signal) => client.health.alerts({ projectId }, { signal }), take);
    },
  };
}
