import { grown, type Box } from '../model/geometry.ts';
import type { BoxIndex } from './box-index.ts';
import { KeyedBoxes } from './keyed-boxes.ts';
import { LaidWires } from './laid-wires.ts';

/** Room around a node that a wire keeps out of. */
export const nodeClearance = 6;
/** What a wire may cross, but had better not: frames of open services. */
export interface Frame {
  readonly id: string;
  readonly box: Box;
}

/** What wires are led through: nodes, frames, and the wires that lie already. Changed in place, for drags change little. */
export class Ground {
  readonly wires = new LaidWires();
  private readonly standing = new KeyedBoxes<string>((id, box) => ({ box: grown(box, nodeClearance), item: id }));
  private readonly framed = new KeyedBoxes<Frame>((id, box) => ({ box, item: { id, box } }));

  /** By id; grown by the clearance. */
  get nodes(): BoxIndex<string> {
    return this.standing.index;
  }

  get frames(): BoxIndex<Frame> {
    return this.framed.index;
  }

  /** Nodes and frames as they stand now, by id. */
  stand(nodes: ReadonlyMap<string, Box>, frames: ReadonlyMap<string, Box>): void {
    this.standing.become(nodes);
    this.framed.become(frames);
  }
}
