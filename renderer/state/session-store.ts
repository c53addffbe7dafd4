import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  DiagnosticMessage,
  EdgeStatus,
  NodeStatus,
  SessionFrame,
  SessionOverview,
} from '../../shared/contract/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';
import { createStreamFollower } from '../transport/follow-stream.ts';

type Happening = SessionFrame['happenings'][number];

/**
 * What runs, as the engine tells it at most ten times a second. It stands outside the nodes' own state: a component
 * selects the one status that it shows, so that a frame re-renders labels and not the graph.
 */
export interface SessionView {
  readonly overview: SessionOverview;
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly edges: Readonly<Record<string, EdgeStatus>>;
  readonly diagnostics: readonly DiagnosticMessage[];
  /** The newest 200, oldest first. */
  readonly happenings: readonly Happening[];
}

const keptHappenings = 200;

const nothing: SessionView = {
  overview: { state: 'idle', target: { type: 'embedded' }, broker: 'none', perSecond: 0 },
  nodes: {},
  edges: {},
  diagnostics: [],
  happenings: [],
};

export interface SessionStore extends Pick<StoreApi<SessionView>, 'getState' | 'subscribe' | 'getInitialState'> {
  /** Follows the runs of a project until it is told to follow another or none. */
  follow(projectId: string | undefined): void;
}

export function createSessionStore(client: EngineClient, onProblem: (message: string) => void): SessionStore {
  const store = createStore<SessionView>(() => nothing);
  const stream = createStreamFollower(onProblem);
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    follow: (projectId) => {
      stream.stop();
      store.setState(nothing);
      if (projectId === undefined) return;
      stream.follow(
        (signal) => client.session.watch({ projectId }, { signal }),
        (frame) => store.setState(viewAfter(store.getState(), frame)),
      );
    },
  };
}

/** Keeps the identity of what a frame doesn't name, so that selectors see no change there. */
export function viewAfter(view: SessionView, frame: SessionFrame): SessionView {
  const { overview, complete, diagnostics, happenings } = frame;
  return {
    overview,
    nodes: complete ? frame.nodes : merged(view.nodes, frame.nodes),
    edges: complete ? frame.edges : merged(view.edges, frame.edges),
    diagnostics: diagnostics ?? view.diagnostics,
    happenings: happenings.length === 0 ? view.happenings : [...view.happenings, ...happenings].slice(-keptHappenings),
  };
}

function merged<Value>(before: Readonly<Record<string, Value>>, changed: Readonly<Record<string, Value>>) {
  return Object.keys(changed).length === 0 ? before : { ...before, ...changed };
}
