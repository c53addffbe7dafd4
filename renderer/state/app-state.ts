import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createWiring, type Node, type Wiring } from '../../shared/graph/index.ts';
import type { ContractOutputs, WindowBridge, NodeStatus } from '../../shared/contract/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';
import type { AlertStore } from './alert-store.ts';
import type { FaultStore, FaultView } from './fault-store.ts';
import type { OpenProject } from './project-document.ts';
import type { ProjectState, ProjectStore } from './project-store.ts';
import type { SessionStore, SessionView } from './session-store.ts';
import type { SettingsStore } from './settings-store.ts';
import type { TrustStore, TrustView } from './trust-store.ts';
import type { View, ViewStore } from './view-store.ts';

/** Everything that components and actions reach the app by. Made once at the start; nothing else is global. */
export interface AppState {
  readonly client: EngineClient;
  /** Electron's window; absent in a browser. */
  readonly bridge: WindowBridge | undefined;
  readonly info: ContractOutputs['application']['info'];
  readonly project: ProjectStore;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly settings: SettingsStore;
  readonly trust: TrustStore;
  readonly alerts: AlertStore;
  readonly faults: FaultStore;
}

export const AppStateContext = createContext<AppState | undefined>(undefined);

export function useApp(): AppState {
  const app = use(AppStateContext);
  if (!app) throw new Error('useApp outside of AppStateContext');
  return app;
}

export function useProjectState<Result>(select: (state: ProjectState) => Result): Result {
  return useStore(useApp().project, select);
}

/** Of the open project; components that use it stand below the window of an open project. */
export function useOpenProject<Result>(select: (project: OpenProject) => Result): Result {
  return useProjectState(({ project }) => {
    if (!project) throw new Error('useOpenProject without an open project');
    return select(project);
  });
}

export function useGraph() {
  return useOpenProject(({ document }) => document.graph);
}

export function useNode(id: string | undefined): Node | undefined {
  return useOpenProject(({ document }) => document.graph.nodes.find((node) => node.id === id));
}

export function useView<Result>(select: (view: View) => Result): Result {
  return useStore(useApp().view, select);
}

export function useSession<Result>(select: (view: SessionView) => Result): Result {
  return useStore(useApp().session, select);
}

export function useTrust<Result>(select: (view: TrustView) => Result): Result {
  return useStore(useApp().trust, select);
}

export function useFaults<Result>(select: (view: FaultView) => Result): Result {
  return useStore(useApp().faults, select);
}

export function useNodeStatus(id: string): NodeStatus | undefined {
  return useSession(({ nodes }) => nodes[id]);
}

const wirings = new WeakMap<object, Wiring>();

/** The wiring of the graph as it stands; made once a graph. */
export function useWiring(): Wiring {
  const graph = useGraph();
  const known = wirings.get(graph);
  if (known) return known;
  const wiring = createWiring(graph);
  wirings.set(graph, wiring);
  return wiring;
}
