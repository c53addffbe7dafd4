import { ViewportPortal } from '@xyflow/react';
import { X } from 'lucide-react';
import { useState } from 'react';
import type { NodeStatus } from '../../../shared/contract/index.ts';
import { useApp, useGraph, useView } from '../../state/app-state.ts';
import { showLifeOfFailure } from '../../tracing/show-life.ts';
import { IconButton } from '../../ui/button.tsx';
import { useCalmSession } from '../calm-session.ts';
import { useCanvas, useCanvasView } from '../canvas-store.ts';
import { bottomOf } from '../model/geometry.ts';
import { useDistance } from '../distance.ts';
import styles from './node-hint.module.css';

/** Why a node is in trouble: under the selected one, else under the first. One at a time. */
export function NodeHint() {
  const app = useApp();
  const { view } = app;
  const graph = useGraph();
  const canvas = useCanvas();
  const selected = useView(({ selectedNodes }) => (selectedNodes.length === 1 ? selectedNodes[0] : undefined));
  // Where nodes stand changes with what is drawn.
  useCanvasView(({ routes }) => routes);
  const isDragging = useCanvasView(({ draft }) => draft !== undefined);
  const [dismissed, setDismissed] = useState<string>();
  const id = useCalmSession(({ nodes }) => {
    if (selected !== undefined && needsWords(nodes[selected])) return selected;
    return graph.nodes.find((node) => needsWords(nodes[node.id]))?.id;
  });
  const status = useCalmSession(({ nodes }) => (id === undefined ? undefined : nodes[id]));
  const isNear = useDistance() === 'near';
  const { placement } = canvas.now;
  const box = id === undefined || placement?.hiddenIn.has(id) ? undefined : placement?.boxes.get(id);
  const reason = status?.reason;
  if (id === undefined || !status || reason === undefined || !box || !isNear || isDragging) return null;
  if (dismissed === `${id} ${status.state}`) return null;
  const openLogs = (): void => {
    view.showLogs({ node: id });
  };
  return (
    <ViewportPortal>
      <div
        className={styles.hint}
        data-state={status.state}
        role="note"
        style={{ transform: `translate(${box.x - 4}px, ${bottomOf(box) + 12}px)` }}
      >
        <p className={styles.reason}>{reason}</p>
        {status.kind !== 'topic' && (
          <button type="button" className={styles.act} onClick={openLogs}>
            See the logs
          </button>
        )}
        {status.kind === 'consumer' && status.state === 'error' && (
          <button type="button" className={styles.act} onClick={() => void showLifeOfFailure(app, id)}>
            Show the last one
          </button>
        )}
        <span className={styles.close}>
          <IconButton size="small" icon={X} label="Hide this" onClick={() => setDismissed(`${id} ${status.state}`)} />
        </span>
      </div>
    </ViewportPortal>
  );
}

function needsWords(status: NodeStatus | undefined): boolean {
  const isTrouble = status?.state === 'warning' || status?.state === 'error' || status?.state === 'stalled';
  return isTrouble && status.reason !== undefined;
}
