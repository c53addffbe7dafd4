import { ORPCError } from '@orpc/client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TrustStanding } from '../../shared/contract/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';
import { createStreamFollower } from '../transport/follow-stream.ts';

export interface TrustView {
  /** Of the open project; undefined until the engine has told it, and without a project. */
  readonly standing: TrustStanding | undefined;
  /** The person is asked at the moment. */
  readonly isAsking: boolean;
  /** The person has put the banner away: the status bar still says it. */
  readonly isStaying: boolean;
}

const nothing: TrustView = { standing: undefined, isAsking: false, isStaying: false };

export interface TrustStore extends Pick<StoreApi<TrustView>, 'getState' | 'subscribe' | 'getInitialState'> {
  follow(projectId: string | undefined): void;
  /** Shows the question; resolves with whether the project is trusted then. */
  ask(): Promise<boolean>;
  answer(isTrusted: boolean): void;
  stay(): void;
}

/** Whether the engine refused a call because the project isn't trusted. */
export function isNotTrusted(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'NOT_TRUSTED';
}

/** Does what needs trust. Where the engine refuses for want of it, the person is asked, and it is done after a yes; undefined after a no. */
export async function withTrust<Result>(trust: TrustStore, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isNotTrusted(error)) throw error;
    return (await trust.ask()) ? await work() : undefined;
  }
}

/** Whether the open project is trusted, as the engine says, which alone decides; and the question to the person. */
export function createTrustStore(client: EngineClient, onProblem: (message: string) => void): TrustStore {
  const store = createStore<TrustView>(() => nothing);
  const stream = createStreamFollower(onProblem);
  const waiting: ((isTrusted: boolean) => void)[] = [];
  const answer = (isTrusted: boolean): void => {
    store.setState({ isAsking: false });
    for (const resolve of waiting.splice(0)) resolve(isTrusted);
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    follow: (projectId) => {
      stream.stop();
      answer(false);
      store.setState(nothing);
      if (projectId === undefined) return;
      stream.follow(
        (signal) => client.trust.watch({ projectId }, { signal }),
        // Trust that was taken back is news again.
        (standing) => store.setState(({ isStaying }) => ({ standing, isStaying: isStaying && !standing.trusted })),
      );
    },
    ask: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        store.setState({ isAsking: true });
      }),
    answer,
    stay: () => store.setState({ isStaying: true }),
  };
}
