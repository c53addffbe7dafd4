import { Boxes, CircleArrowRight, LogIn, Menu, StickyNote, type LucideIcon } from 'lucide-react';
import type { NodeKind } from '../../shared/graph/index.ts';
import styles from './kind-tile.module.css';

export const kindIcons: Record<NodeKind | 'service', LucideIcon> = {
  producer: CircleArrowRight,
  topic: Menu,
  consumer: LogIn,
  note: StickyNote,
  service: Boxes,
};

/** The kind of a node by silhouette and icon: round, square, six-sided. */
export function KindTile({ kind }: { kind: NodeKind | 'service' }) {
  const Glyph = kindIcons[kind];
  return (
    <span className={`${styles.tile} ${styles[kind]}`}>
      <Glyph size={12} strokeWidth={1.75} absoluteStrokeWidth aria-hidden />
    </span>
  );
}
