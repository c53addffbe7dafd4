import { createStore } from 'zustand/vanilla';
import type {
  DiagnosticMessage,
  HandledRecordPlace,
  LogEntry,
  SessionTargetChoice,
} from '../../shared/contract/index.ts';
import type { Focus } from '../focus/reach.ts';

/** `payload` is there while an event's life is shown. */
export type BottomTab = 'events' | 'logs' | 'problems' | 'metrics' | 'traces' | 'payload';
/** `focus` is there while something is in focus, `life` while an event's life is shown. */
export type RightTab = 'settings' | 'code' | 'health' | 'focus' | 'life';
/** How the graph is shown. */
export type GraphView = 'canvas' | 'table';
export type CanvasTool = 'select' | 'pan' | 'connect';
export type DialogName =
  | 'palette'
  | 'shortcuts'
  | 'connections'
  | 'new-project'
  | 'open-project'
  | 'close-project'
  | 'save-as'
  | 'reset-broker'
  | 'trusted-folders'
  | 'settings'
  | 'export'
  | 'import'
  | 'open-run'
  | 'tracing';

export type ExportTargetId = 'typescript-kafkajs' | 'asyncapi' | 'mermaid' | 'picture';
export type PictureFormat = 'svg' | 'png';

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'success' | 'warning' | 'error';
  readonly message: string;
  /** The node that it is about, whose last failed event it leads to. */
  readonly node?: string | undefined;
}

/** A handler that is to be run again on a record. */
export interface RerunOf {
  readonly node: string;
  readonly record: HandledRecordPlace;
}

/** What this window shows and has selected. Never part of the document, so never in undo. */
export interface View {
  readonly selectedNodes: readonly string[];
  readonly selectedEdges: readonly string[];
  readonly selectedService: string | undefined;
  readonly tool: CanvasTool;
  readonly graphView: GraphView;
  /** All that isn't in it is dimmed, in canvas, explorer and table. */
  readonly focus: Focus | undefined;
  readonly rightTab: RightTab;
  readonly bottomTab: BottomTab;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  readonly bottomOpen: boolean;
  /** Handler files open as tabs, and the one in front. */
  readonly openFiles: readonly string[];
  readonly activeFile: string | undefined;
  /** The editor goes there once: set by "jump to problem". */
  readonly reveal: { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** The canvas pans to this element once, and lets go of it. */
  readonly reach: { readonly element: string } | undefined;
  /** Filters that the logs and events panels start from: a node's badge opens the logs at its errors. */
  readonly logFilter: { readonly node?: string; readonly level?: LogEntry['level'] } | undefined;
  readonly eventTopic: string | undefined;
  /** Shown beneath its handler, in place of the test run; another object asks for another run. */
  readonly rerunOf: RerunOf | undefined;
  /** In the charts, in their order; none: what is selected. */
  readonly chartedNodes: readonly string[];
  /** The events panel goes there once: set by jumps to a record. */
  readonly eventPlace: { readonly topic: string; readonly partition: number; readonly offset: string } | undefined;
  /** What TypeScript finds in handlers, once the editor has been opened. */
  readonly codeProblems: readonly DiagnosticMessage[];
  readonly dialog: DialogName | undefined;
  /** What can be broken on purpose is offered. */
  readonly faultsOpen: boolean;
  /** What the export dialog opens at. */
  readonly exportAs: { readonly target: ExportTargetId; readonly picture: PictureFormat };
  /** Where the next run goes. */
  readonly target: SessionTargetChoice;
  /** Topics that the cluster lacks: the person is asked whether to create them. */
  readonly missingTopics: readonly string[];
  readonly toasts: readonly Toast[];
}

export const initialView: View = {
  selectedNodes: [],
  selectedEdges: [],
  selectedService: undefined,
  tool: 'select',
  graphView: 'canvas',
  focus: undefined,
  rightTab: 'settings',
  bottomTab: 'events',
  leftOpen: true,
  rightOpen: true,
  bottomOpen: true,
  openFiles: [],
  activeFile: undefined,
  reveal: undefined,
  reach: undefined,
  logFilter: undefined,
  eventTopic: undefined,
  rerunOf: undefined,
  chartedNodes: [],
  eventPlace: undefined,
  codeProblems: [],
  dialog: undefined,
  faultsOpen: false,
  exportAs: { target: 'typescript-kafkajs', picture: 'svg' },
  target: { type: 'embedded' },
  missingTopics: [],
  toasts: [],
};

export type ViewStore = ReturnType<typeof createViewStore>;

export function createViewStore() {
  const store = createStore<View>(() => initialView);
  let lastToast = 0;
  return {
    ...store,
    select: (nodes: readonly string[], edges: readonly string[] = [], service?: string): void =>
      store.setState({ selectedNodes: nodes, selectedEdges: edges, selectedService: service }),
    /** Selects an element and brings it into view. */
    goTo: (element: string): void =>
      store.setState({ selectedNodes: [element], selectedEdges: [], reach: { element } }),
    openFile: (file: string, place?: { line: number; column: number }): void =>
      store.setState(({ openFiles }) => ({
        openFiles: openFiles.includes(file) ? openFiles : [...openFiles, file],
        activeFile: file,
        rightOpen: true,
        rightTab: 'code',
        reveal: place ? { file, ...place } : undefined,
      })),
    /** Opens a handler, and runs it again on a record. */
    showRerun: ({ id, handler }: { id: string; handler: string }, record: HandledRecordPlace): void =>
      store.setState(({ openFiles }) => ({
        openFiles: openFiles.includes(handler) ? openFiles : [...openFiles, handler],
        activeFile: handler,
        rightOpen: true,
        rightTab: 'code',
        selectedNodes: [id],
        selectedEdges: [],
        rerunOf: { node: id, record },
      })),
    /** Opens the logs at what a node, or all of them, have written. */
    showLogs: (logFilter: View['logFilter']): void =>
      store.setState({ bottomOpen: true, bottomTab: 'logs', logFilter }),
    /** Selects a node and shows how it does. */
    showHealth: (node: string): void =>
      store.setState({
        selectedNodes: [node],
        selectedEdges: [],
        reach: { element: node },
        rightOpen: true,
        rightTab: 'health',
      }),
    closeFile: (file: string): void =>
      store.setState(({ openFiles, activeFile }) => {
        const left = openFiles.filter((open) => open !== file);
        return { openFiles: left, activeFile: activeFile === file ? left.at(-1) : activeFile };
      }),
    showDialog: (dialog: DialogName | undefined): void => store.setState({ dialog }),
    showExport: (target: ExportTargetId, picture?: PictureFormat): void =>
      store.setState(({ exportAs }) => ({
        dialog: 'export',
        exportAs: { target, picture: picture ?? exportAs.picture },
      })),
    tell: (kind: Toast['kind'], message: string, node?: string): void =>
      store.setState(({ toasts }) => ({
        toasts: [...toasts, { id: (lastToast += 1), kind, message, node }].slice(-4),
      })),
    dismiss: (id: number): void =>
      store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  };
}
