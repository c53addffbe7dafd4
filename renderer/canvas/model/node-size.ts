import type { Node, NodeKind, NodePosition } from '../../../shared/graph/index.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const producerWidth = { min: 114, max: 180 };
/** Tile, gaps and padding of a producer, and a letter of its name in the semibold face at 12 px. */
const producerChrome = 48;
const letterWidth = 6.8;

export const smallestNote: Size = { width: 120, height: 60 };
const usualNote: Size = { width: 200, height: 100 };

/** Of a folded service. */
export const foldedSize: Size = { width: 150, height: 74 };
/** Of a service without anything in it. */
export const emptyServiceSize: Size = { width: 200, height: 120 };

/** How large a node is drawn. Known without measuring, so that wires and layout need no rendered node. */
export function sizeOf(node: Pick<Node, 'kind' | 'name'>, position?: NodePosition): Size {
  switch (node.kind) {
    case 'producer': {
      const wanted = Math.round(producerChrome + node.name.length * letterWidth);
      return { width: Math.min(producerWidth.max, Math.max(producerWidth.min, wanted)), height: 50 };
    }
    case 'topic':
      return { width: 120, height: 76 };
    case 'consumer':
      return { width: 150, height: 84 };
    case 'note':
      return {
        width: Math.max(smallestNote.width, position?.width ?? usualNote.width),
        height: Math.max(smallestNote.height, position?.height ?? usualNote.height),
      };
  }
}

/** Of a node that isn't there yet. */
export function sizeOfKind(kind: NodeKind): Size {
  return sizeOf({ kind, name: '' });
}
