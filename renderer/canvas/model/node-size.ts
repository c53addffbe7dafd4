import type { Node, NodeKind, NodePosition } from '../../../shared/graph/index.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** As wide as its name wants, up to what is the same for all; longer names are cut. */
const widestNode = 180;
/** Tile, gaps and padding beside the name. */
const nameChrome = { producer: 60, topic: 52, consumer: 48 };
/** Of a letter in the semibold face at 12 px. */
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
    case 'producer':
      return { width: widthFor(node.name, 114, nameChrome.producer), height: 50 };
    case 'topic':
      return { width: widthFor(node.name, 120, nameChrome.topic), height: 76 };
    case 'consumer':
      return { width: widthFor(node.name, 150, nameChrome.consumer), height: 84 };
    case 'note':
      return {
        width: Math.max(smallestNote.width, position?.width ?? usualNote.width),
        height: Math.max(smallestNote.height, position?.height ?? usualNote.height),
      };
  }
}

function widthFor(name: string, narrowest: number, chrome: number): number {
  const wanted = Math.round(chrome + name.length * letterWidth);
  return Math.min(widestNode, Math.max(narrowest, wanted));
}

/** Of a node that isn't there yet. */
export function sizeOfKind(kind: NodeKind): Size {
  return sizeOf({ kind, name: '' });
}
