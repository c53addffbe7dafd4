import { Hand, Maximize, MousePointer2, Search, Spline, SquareDashedMousePointer, ZoomIn, ZoomOut } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../state/app-state.ts';
import { boxOfElement, fitAll, fitBoxes, zoomIn, zoomOut, zoomTo } from '../camera.ts';
import { canvasOf } from '../canvas-store.ts';
import { documentOf } from '../edits.ts';

const isShown = (app: AppState): boolean => canvasOf(app).now.flow !== undefined;

function selectedIds(app: AppState): readonly string[] {
  const { selectedNodes, selectedEdges, selectedService } = app.view.getState();
  return [...selectedNodes, ...selectedEdges, ...(selectedService === undefined ? [] : [selectedService])];
}

export const cameraActions: readonly Action[] = [
  {
    id: 'canvas.search',
    group: 'View',
    label: 'Search the canvas',
    keys: ['Mod+F'],
    scope: 'window',
    icon: Search,
    enabled: isShown,
    run: (app) => {
      const canvas = canvasOf(app);
      canvas.setState({ search: canvas.getState().search ?? { text: '', hits: [], current: 0, services: 0 } });
      canvas.now.element?.querySelector<HTMLInputElement>('input[type="search"]')?.select();
    },
  },
  {
    id: 'canvas.fit',
    group: 'View',
    label: 'Zoom to fit',
    keys: ['Mod+0'],
    scope: 'window',
    icon: Maximize,
    enabled: isShown,
    run: (app) => fitAll(canvasOf(app)),
  },
  {
    id: 'canvas.zoom-in',
    group: 'View',
    label: 'Zoom in',
    keys: ['Mod+Plus', 'Mod+='],
    scope: 'window',
    icon: ZoomIn,
    enabled: isShown,
    run: (app) => zoomIn(canvasOf(app)),
  },
  {
    id: 'canvas.zoom-out',
    group: 'View',
    label: 'Zoom out',
    keys: ['Mod+-'],
    scope: 'window',
    icon: ZoomOut,
    enabled: isShown,
    run: (app) => zoomOut(canvasOf(app)),
  },
  {
    id: 'canvas.zoom-full',
    group: 'View',
    label: 'Zoom to 100 %',
    keys: ['1'],
    scope: 'canvas',
    enabled: isShown,
    run: (app) => zoomTo(canvasOf(app), 1),
  },
  {
    id: 'canvas.zoom-selection',
    group: 'View',
    label: 'Zoom to the selection',
    keys: ['2'],
    scope: 'canvas',
    icon: SquareDashedMousePointer,
    enabled: (app) => isShown(app) && selectedIds(app).length > 0,
    run: (app) => {
      const canvas = canvasOf(app);
      const { placement } = canvas.now;
      const edges = documentOf(app)?.graph.edges ?? [];
      if (!placement) return;
      fitBoxes(
        canvas,
        selectedIds(app).flatMap((id) => boxOfElement(placement, edges, id) ?? []),
        1.25,
      );
    },
  },
  {
    id: 'canvas.select-tool',
    group: 'View',
    label: 'Select with the pointer',
    keys: ['V'],
    scope: 'canvas',
    icon: MousePointer2,
    run: (app) => app.view.setState({ tool: 'select' }),
  },
  {
    id: 'canvas.pan-tool',
    group: 'View',
    label: 'Pan with the pointer',
    keys: ['H'],
    scope: 'canvas',
    icon: Hand,
    run: (app) => app.view.setState({ tool: 'pan' }),
  },
  {
    id: 'canvas.connect-tool',
    group: 'View',
    label: 'Draw wires with the pointer',
    keys: ['W'],
    scope: 'canvas',
    icon: Spline,
    run: (app) => app.view.setState({ tool: 'connect' }),
  },
];
