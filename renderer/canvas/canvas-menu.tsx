import { useState, type MouseEvent, type ReactElement } from 'react';
import { isHandlerNode, type Edge, type Graph } from '../../shared/graph/index.ts';
import { isEnabled, labelOf, perform } from '../actions/action.ts';
import { actionOf } from '../actions/all-actions.ts';
import { useApp, useGraph, type AppState } from '../state/app-state.ts';
import { ContextMenuArea, type MenuEntry, type MenuGroups } from '../ui/menu.tsx';
import styles from './canvas.module.css';
import { canvasOf } from './canvas-store.ts';
import { addElement, edit } from './edits.ts';
import type { Point } from './model/geometry.ts';

/** What the menu is about. */
type MenuTarget =
  | { readonly type: 'canvas'; readonly at: Point }
  | { readonly type: 'node'; readonly id: string }
  | { readonly type: 'wire'; readonly edges: readonly string[] }
  | { readonly type: 'service' };

/** The context menu of the canvas: of what is under the pointer, or of what has the focus. */
export function CanvasMenu({ children }: { children: ReactElement<Record<string, unknown>> }) {
  const app = useApp();
  const graph = useGraph();
  const [target, setTarget] = useState<MenuTarget>();
  const open = (event: MouseEvent): void => setTarget(targetOf(app, event));
  return (
    <ContextMenuArea groups={target ? groupsFor(app, graph, target) : []}>
      {/* The menu's contents are chosen on the way down, before it opens. */}
      <div className={styles.menuArea} onContextMenuCapture={open}>
        {children}
      </div>
    </ContextMenuArea>
  );
}

function targetOf(app: AppState, { target, clientX, clientY }: MouseEvent): MenuTarget {
  const canvas = canvasOf(app);
  const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
  const element = target instanceof Element ? target : undefined;
  const node = element?.closest<HTMLElement>('[data-node]')?.dataset['node'];
  if (node !== undefined) {
    if (!selectedNodes.includes(node)) app.view.select([node]);
    return { type: 'node', id: node };
  }
  if (element?.closest('.react-flow__nodesselection') && selectedNodes[0] !== undefined) {
    return { type: 'node', id: selectedNodes[0] };
  }
  const service = element?.closest<HTMLElement>('[data-service]')?.dataset['service'];
  if (service !== undefined) {
    if (selectedService !== service) app.view.select([], [], service);
    return { type: 'service' };
  }
  const wire = element?.closest<SVGElement>('[data-wire]')?.dataset['wire'];
  const edges = wire === undefined ? undefined : canvas.now.flow?.getEdge(wire)?.data?.edges.map(({ id }) => id);
  if (edges) {
    if (!edges.every((edge) => selectedEdges.includes(edge))) app.view.select([], edges);
    return { type: 'wire', edges };
  }
  const at = canvas.now.flow?.screenToFlowPosition({ x: clientX, y: clientY }) ?? { x: 0, y: 0 };
  return { type: 'canvas', at };
}

function groupsFor(app: AppState, graph: Graph, target: MenuTarget): MenuGroups {
  const entry = (id: string, isDanger = false): MenuEntry[] => {
    const action = actionOf(id);
    if (!action) return [];
    return [
      {
        label: labelOf(action, app),
        icon: action.icon,
        stroke: action.keys?.[0],
        disabled: !isEnabled(action, app),
        danger: isDanger,
        onSelect: () => perform(action, app),
      },
    ];
  };
  const entries = (...ids: string[]): MenuEntry[] => ids.flatMap((id) => entry(id));
  const copying = [...entries('edit.copy', 'edit.cut', 'edit.duplicate'), ...entry('edit.delete', true)];
  switch (target.type) {
    case 'canvas':
      return [
        (['producer', 'topic', 'consumer', 'service', 'note'] as const).flatMap((kind) =>
          entry(`add.${kind}`).map((add) => ({ ...add, onSelect: () => addElement(app, kind, target.at) })),
        ),
        entry('add.quick').map((add) => ({
          ...add,
          onSelect: () => canvasOf(app).setState({ popover: { type: 'quick-add', at: target.at } }),
        })),
        entries('edit.paste', 'edit.select-all'),
        entries('canvas.layout', 'canvas.fit', 'canvas.search'),
      ];
    case 'service':
      return [entries('canvas.fold', 'canvas.rename'), copying];
    case 'wire':
      return [deadLetterEntries(app, graph, target.edges), entry('edit.delete', true)];
    case 'node': {
      if (app.view.getState().selectedNodes.length > 1) {
        return [
          entries('canvas.align-left', 'canvas.align-centre', 'canvas.align-right'),
          entries('canvas.align-top', 'canvas.align-middle', 'canvas.align-bottom'),
          entries('canvas.distribute-across', 'canvas.distribute-down', 'canvas.zoom-selection'),
          entries('canvas.move-to-service', 'add.service'),
          copying,
        ];
      }
      return [
        entries('canvas.open', 'canvas.rename'),
        whatItDoes(app, graph, target.id),
        entries('canvas.connect', 'canvas.move-to-service', 'canvas.zoom-selection'),
        copying,
      ];
    }
  }
}

/** The panels, narrowed to the node. */
function whatItDoes(app: AppState, graph: Graph, id: string): MenuEntry[] {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node || node.kind === 'note') return [];
  if (!isHandlerNode(node)) {
    const onSelect = (): void => app.view.setState({ bottomOpen: true, bottomTab: 'events', eventTopic: id });
    return [{ label: 'Its events only', onSelect }];
  }
  const onSelect = (): void => app.view.showLogs({ node: id });
  return [{ label: 'Its logs only', onSelect }];
}

/** A consumer's wire to a topic may carry its dead letters in place of what it emits. */
function deadLetterEntries(app: AppState, graph: Graph, ids: readonly string[]): MenuEntry[] {
  const edge = graph.edges.find(({ id }) => ids.length === 1 && id === ids[0]);
  const isOfConsumer = graph.nodes.find(({ id }) => id === edge?.source)?.kind === 'consumer';
  if (!edge || edge.kind !== 'publishes' || !isOfConsumer) return [];
  const { deadLetter, ...plain } = edge;
  const changed: Edge = deadLetter ? plain : { ...plain, deadLetter: true };
  return [
    {
      label: deadLetter ? 'Carry what it emits' : 'Carry its dead letters',
      onSelect: () => void edit(app, [{ type: 'update-edge', edge: changed }], 'change the wire'),
    },
  ];
}
