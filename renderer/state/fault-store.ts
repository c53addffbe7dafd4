import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ContractInputs, ContractOutputs } from '../../shared/contract/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';

export type Fault = ContractOutputs['faults']['list'][number];
type FaultRule = ContractInputs['faults']['set']['plan']['faults'][number];

export interface FaultView {
  /** Those of the embedded broker that are on or will be, in the order in which they were set. */
  readonly faults: readonly Fault[];
}

export interface FaultStore extends Pick<StoreApi<FaultView>, 'getState' | 'subscribe' | 'getInitialState'> {
  /** The project whose broker it is about. */
  follow(projectId: string | undefined): void;
  /** Asks how they stand; while there are some, again each second. */
  look(): Promise<void>;
  /** Sets one. Rejects with what the contract declares. */
  set(rule: FaultRule): Promise<void>;
  /** Ends one, or all. */
  clear(id?: string): Promise<void>;
}

const nextLookMs = 1000;

/** What the window knows of the failure lab: the engine tells it only who asks. */
export function createFaultStore(client: EngineClient, onProblem: (message: string) => void): FaultStore {
  const store = createStore<FaultView>(() => ({ faults: [] }));
  let current: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (projectId: string, listed: readonly Fault[]): void => {
    if (projectId !== current) return;
    clearTimeout(timer);
    const faults = listed.filter(({ state }) => state !== 'over');
    if (faults.length > 0 || store.getState().faults.length > 0) store.setState({ faults });
    if (faults.length > 0) timer = setTimeout(() => void look(), nextLookMs);
  };
  const look = async (): Promise<void> => {
    const projectId = current;
    if (projectId === undefined) return;
    try {
      take(projectId, await client.faults.list({ projectId }));
    } catch (error) {
      // A project that was closed meanwhile has none.
      if (projectId === current) onProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    look,
    follow: (projectId) => {
      clearTimeout(timer);
      current = projectId;
      store.setState({ faults: [] });
    },
    set: async (rule) => {
      const projectId = current;
      if (projectId === undefined) return;
      const outcome = await client.faults.set({ projectId, plan: { faults: [rule] } });
      if (outcome.ok) take(projectId, outcome.faults);
      else for (const { message, remedy } of outcome.diagnostics) onProblem(`${message} ${remedy}`);
    },
    clear: async (id) => {
      const projectId = current;
      if (projectId === undefined) return;
      take(projectId, await client.faults.clear({ projectId, ...(id !== undefined && { ids: [id] }) }));
    },
  };
}
