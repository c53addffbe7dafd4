import { useGraph } from '../../state/app-state.ts';
import { useCanvas, useCanvasView } from '../canvas-store.ts';
import { bottomOf, type Point } from '../model/geometry.ts';
import { shownBox } from '../model/placement.ts';
import { QuickAdd } from '../quick-add/quick-add.tsx';
import { ConnectPicker } from './connect-picker.tsx';
import { Offer } from './offer.tsx';
import { Rename } from './rename.tsx';
import { ServicePicker } from './service-picker.tsx';

/** The one thing that floats over the canvas and has the keyboard. */
export function CanvasPopover() {
  const canvas = useCanvas();
  const graph = useGraph();
  const popover = useCanvasView((view) => view.popover);
  const close = (): void => canvas.setState({ popover: undefined });
  const below = (id: string | undefined): Point => {
    const { placement } = canvas.now;
    const box = placement && id !== undefined ? (shownBox(placement, id) ?? placement.frames.get(id)?.box) : undefined;
    return box ? { x: box.x, y: bottomOf(box) } : { x: 0, y: 0 };
  };
  switch (popover?.type) {
    case undefined:
      return null;
    case 'quick-add':
      return <QuickAdd at={popover.at} onClose={close} />;
    case 'offer':
      return <Offer at={popover.at} wire={popover.wire} onClose={close} />;
    case 'connect': {
      const node = graph.nodes.find(({ id }) => id === popover.node);
      return node ? <ConnectPicker node={node} at={below(node.id)} onClose={close} /> : null;
    }
    case 'move-to-service':
      return <ServicePicker nodes={popover.nodes} at={below(popover.nodes[0])} onClose={close} />;
    case 'rename': {
      const element = [...graph.nodes, ...graph.services].find(({ id }) => id === popover.element);
      return element ? <Rename element={element} at={below(element.id)} onClose={close} /> : null;
    }
  }
}
