import { Boxes, Cable, ChevronsDownUp, CircleOff, CodeXml, Focus, Pencil } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import { openNode } from '../../actions/open-node.ts';
import { leaveFocus } from '../../focus/leave-focus.ts';
import type { Node } from '../../../shared/graph/index.ts';
import type { AppState } from '../../state/app-state.ts';
import { canvasOf } from '../canvas-store.ts';
import { documentOf, edit } from '../edits.ts';
import { focusedElement } from '../focus-element.ts';
import { isHandlerKind } from '../model/renamed-text.ts';

/** The one node that an action is about: the only selected one, else the one with the focus. */
function theNode(app: AppState): Node | undefined {
  const { selectedNodes } = app.view.getState();
  const id = selectedNodes.length === 1 ? selectedNodes[0] : focusedElement();
  return documentOf(app)?.graph.nodes.find((node) => node.id === id);
}

function theService(app: AppState): string | undefined {
  const id = app.view.getState().selectedService ?? focusedElement();
  return documentOf(app)?.graph.services.find((service) => service.id === id)?.id;
}

/** Buttons on a node keep their Enter. */
const isOnButton = (): boolean => document.activeElement?.closest('button') !== null;

function toggleFold(app: AppState): void {
  const service = theService(app);
  const frame = service === undefined ? undefined : canvasOf(app).now.placement?.frames.get(service);
  if (service === undefined || !frame) return;
  const collapsed = !frame.folded;
  edit(app, [{ type: 'collapse-service', service, collapsed }], collapsed ? 'fold' : 'unfold');
}

export const elementActions: readonly Action[] = [
  {
    id: 'canvas.focus',
    group: 'View',
    label: 'Focus on what feeds it and what it feeds',
    keys: ['F'],
    scope: 'canvas',
    icon: Focus,
    enabled: (app) => theNode(app) !== undefined || theService(app) !== undefined,
    run: (app) => {
      const element = theNode(app)?.id ?? theService(app);
      if (element === undefined) return;
      app.view.setState({
        focus: { element, direction: 'both', steps: 'all' },
        rightOpen: true,
        rightTab: 'focus',
      });
    },
  },
  {
    id: 'canvas.leave-focus',
    group: 'View',
    label: 'Leave the focus',
    scope: 'window',
    icon: CircleOff,
    enabled: (app) => app.view.getState().focus !== undefined,
    run: leaveFocus,
  },
  {
    id: 'canvas.open',
    group: 'View',
    label: (app) => (theNode(app) && 'handler' in (theNode(app) ?? {}) ? 'Open code' : 'Open settings'),
    keys: ['Enter'],
    scope: 'canvas',
    icon: CodeXml,
    enabled: (app) => !isOnButton() && (theNode(app) !== undefined || theService(app) !== undefined),
    run: (app) => {
      const node = theNode(app);
      if (node) openNode(app, node);
      else toggleFold(app);
    },
  },
  {
    id: 'canvas.select-focused',
    group: 'Edit',
    label: 'Select the node with the focus',
    keys: [' '],
    scope: 'canvas',
    inPalette: false,
    enabled: (app) => !isOnButton() && (focusedElement() !== undefined || theNode(app) !== undefined),
    run: (app) => {
      const id = focusedElement();
      const service = documentOf(app)?.graph.services.find((candidate) => candidate.id === id);
      if (service) app.view.select([], [], service.id);
      else if (id !== undefined) app.view.select([id]);
    },
  },
  {
    id: 'canvas.connect',
    group: 'Edit',
    label: 'Connect',
    keys: ['L'],
    scope: 'canvas',
    icon: Cable,
    enabled: (app) => {
      const node = theNode(app);
      return node !== undefined && node.kind !== 'note';
    },
    run: (app) => {
      const node = theNode(app);
      if (node) canvasOf(app).setState({ popover: { type: 'connect', node: node.id } });
    },
  },
  {
    id: 'canvas.rename',
    group: 'Edit',
    label: 'Rename',
    keys: ['F2'],
    scope: 'canvas',
    icon: Pencil,
    enabled: (app) => theNode(app) !== undefined || theService(app) !== undefined,
    run: (app) => {
      const element = theNode(app)?.id ?? theService(app);
      if (element !== undefined) canvasOf(app).setState({ popover: { type: 'rename', element } });
    },
  },
  {
    id: 'canvas.move-to-service',
    group: 'Edit',
    label: 'Move to a service',
    keys: ['G'],
    scope: 'canvas',
    icon: Boxes,
    enabled: (app) => handlersSelected(app).length > 0,
    run: (app) => {
      canvasOf(app).setState({ popover: { type: 'move-to-service', nodes: handlersSelected(app) } });
    },
  },
  {
    id: 'canvas.fold',
    group: 'View',
    label: 'Fold or unfold the service',
    keys: ['.'],
    scope: 'canvas',
    icon: ChevronsDownUp,
    enabled: (app) => theService(app) !== undefined,
    run: toggleFold,
  },
];

function handlersSelected(app: AppState): readonly string[] {
  const selected = new Set(app.view.getState().selectedNodes);
  const nodes = documentOf(app)?.graph.nodes ?? [];
  return nodes.filter((node) => selected.has(node.id) && isHandlerKind(node.kind)).map((node) => node.id);
}
