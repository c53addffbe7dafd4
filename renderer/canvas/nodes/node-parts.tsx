import type { NodeStatus } from '../../../shared/contract/index.ts';
import type { NodeKind } from '../../../shared/graph/index.ts';
import { KindTile } from '../../ui/kind-tile.tsx';
import { useCalmSession } from '../calm-session.ts';
import type { NodeTone } from './node-shell.tsx';
import { StateIcon } from './tags.tsx';
import styles from './node.module.css';

/** Tile, name, and whether what runs is older than the text. */
export function NodeHead({ kind, name, edited = false }: { kind: NodeKind; name: string; edited?: boolean }) {
  return (
    <div className={styles.head}>
      <KindTile kind={kind} />
      <span className={`${styles.name} cut`}>{name}</span>
      {edited && (
        <span className={styles.edited} role="img" aria-label="Edited, not deployed" title="Edited, not deployed" />
      )}
    </div>
  );
}

/** A node under 60 % zoom. */
export function FarContent({ kind, name, status }: { kind: NodeKind; name: string; status: NodeStatus | undefined }) {
  return (
    <div className={styles.farContent}>
      <span className={styles.farTile}>
        <KindTile kind={kind} />
      </span>
      <span className={styles.farName}>{name}</span>
      <StateIcon status={status} />
    </div>
  );
}

/** The line of a node by its worst state. A node without a status while the graph runs is not deployed yet. */
export function useTone(status: NodeStatus | undefined): NodeTone {
  const isRunning = useCalmSession(({ overview }) => overview.state === 'running');
  if (!status) return isRunning ? 'new' : 'plain';
  if (status.kind !== 'topic' && status.deployment === 'new') return 'new';
  switch (status.state) {
    case 'error':
    case 'stalled':
    case 'warning':
    case 'stopped':
      return status.state;
    case 'starting':
    case 'running':
    case 'idle':
      return 'plain';
  }
}

/** A tooltip's text: the whole name, and what is wrong. */
export function titleOf(name: string, status: NodeStatus | undefined): string {
  return status?.reason === undefined ? name : `${name}: ${status.reason}`;
}
