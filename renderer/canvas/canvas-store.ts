import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import type { NodeKind } from '../../shared/graph/index.ts';
import { useApp, type AppState } from '../state/app-state.ts';
import type { Reach } from '../focus/reach.ts';
import type { FlowEdge, FlowNode } from './model/flow-elements.ts';
import type { Point } from './model/geometry.ts';
import type { Draft, Placement } from './model/placement.ts';
import type { HeatMeasure } from './nodes/heat.ts';
import type { Routes } from './routing/route-wires.ts';

/** What a click or a letter adds. */
export type AddedKind = NodeKind | 'service';

/** A wire that is being drawn. */
export interface DrawnWire {
  readonly node: string;
  /** Whether the node is where events come from, or where they go. */
  readonly from: 'source' | 'target';
  /** Nodes that it may end at. */
  readonly allowed: ReadonlySet<string>;
  /** The node under the pointer. */
  readonly over?: string | undefined;
}

export interface Search {
  readonly text: string;
  /** Ids of the nodes that have the text, in the order of the graph. */
  readonly hits: readonly string[];
  /** The hit that is in the middle of the canvas, by its place in `hits`. */
  readonly current: number;
  /** How many services the hits are in. */
  readonly services: number;
}

/** What floats over the canvas and has the keyboard; one at a time. */
export type Popover =
  | { readonly type: 'quick-add'; readonly at: Point }
  /** What fits at the loose end of a wire. */
  | { readonly type: 'offer'; readonly at: Point; readonly wire: DrawnWire }
  /** Wires by keyboard alone. */
  | { readonly type: 'connect'; readonly node: string }
  | { readonly type: 'move-to-service'; readonly nodes: readonly string[] }
  | { readonly type: 'rename'; readonly element: string }
  | undefined;

/** What a drag that is going on would do if it ended now. */
export interface DropHint {
  readonly service?: string | undefined;
  /** A wire into which the node would be put. */
  readonly wire?: string | undefined;
}

/** The way of something over the drawing: what is on it lights up in order, everything else is dimmed. */
export interface Followed {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, OnWay>;
  /** By edge id. */
  readonly edges: ReadonlyMap<string, OnWay>;
}

interface OnWay {
  /** From 1 on. */
  readonly order: number;
  readonly failed: boolean;
}

/** What the canvas shows beyond the document; gone with the window, and never in undo. */
export interface CanvasView {
  readonly draft: Draft | undefined;
  readonly drop: DropHint | undefined;
  readonly wire: DrawnWire | undefined;
  readonly popover: Popover;
  readonly search: Search | undefined;
  /** What is in the focus that the person has set; the rest is dimmed. */
  readonly reach: Reach | undefined;
  readonly followed: Followed | undefined;
  /** Top left corners of services without nodes. */
  readonly emptyServices: ReadonlyMap<string, Point>;
  /** Decided when a project is opened, so that drawing one node more never folds what one is looking at. */
  readonly opening: { readonly projectId: string; readonly folds: boolean } | undefined;
  readonly shows: { readonly rates: boolean; readonly lag: boolean; readonly heat: boolean };
  readonly heatBy: HeatMeasure;
  /** Nothing can be moved. */
  readonly locked: boolean;
  readonly routes: Routes;
  /** `NODE_ID:top`, `NODE_ID:bottom`: where a wire comes in from above or below. */
  readonly uprightPorts: ReadonlySet<string>;
  /** The routes of a large drawing are still being looked for; what is drawn are plain ones. */
  readonly areRoutesPlain: boolean;
  /** Moves to new places are shown as a movement; while auto-layout has its effect. */
  readonly gliding: boolean;
}

/** What the canvas on screen is made of, for actions. Nothing is drawn by it, so nothing needs to hear of changes. */
interface Surroundings {
  /** The React Flow that is on screen; undefined while there is none. */
  readonly flow: ReactFlowInstance<FlowNode, FlowEdge> | undefined;
  /** The canvas's element. */
  readonly element: HTMLElement | undefined;
  /** As last drawn. */
  readonly placement: Placement | undefined;
  /** Where the pointer is over the canvas, in the page's pixels; undefined when it is elsewhere. */
  readonly pointer: Point | undefined;
  /** Where the camera was last, by project: the canvas may be taken down and put up again. */
  readonly camera: { readonly projectId: string; readonly viewport: Viewport } | undefined;
  /** What was copied last here, for where the system's clipboard can't be read. */
  readonly copied: string | undefined;
}

export interface CanvasStore extends Pick<StoreApi<CanvasView>, 'getState' | 'subscribe' | 'getInitialState'> {
  setState(changes: Partial<CanvasView>): void;
  readonly now: Surroundings;
  note(changes: Partial<Surroundings>): void;
}

const stores = new WeakMap<AppState, CanvasStore>();

/** The canvas of an app. Actions and components share it; it outlives the component. */
export function canvasOf(app: AppState): CanvasStore {
  const known = stores.get(app);
  if (known) return known;
  const store = createStore<CanvasView>(() => ({
    draft: undefined,
    drop: undefined,
    wire: undefined,
    popover: undefined,
    search: undefined,
    reach: undefined,
    followed: undefined,
    emptyServices: new Map(),
    opening: undefined,
    shows: { rates: true, lag: true, heat: true },
    heatBy: 'lag',
    locked: false,
    routes: new Map(),
    uprightPorts: new Set(),
    areRoutesPlain: false,
    gliding: false,
  }));
  let now: Surroundings = {
    flow: undefined,
    element: undefined,
    placement: undefined,
    pointer: undefined,
    camera: undefined,
    copied: undefined,
  };
  const canvas: CanvasStore = {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    setState: (changes) => store.setState(changes),
    get now() {
      return now;
    },
    note: (changes) => {
      now = { ...now, ...changes };
    },
  };
  stores.set(app, canvas);
  return canvas;
}

export function useCanvas(): CanvasStore {
  return canvasOf(useApp());
}

export function useCanvasView<Result>(select: (view: CanvasView) => Result): Result {
  return useStore(useCanvas(), select);
}
