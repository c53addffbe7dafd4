import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { TopicStatus } from '../../../shared/contract/index.ts';
import { countText } from '../../ui/number-text.ts';
import { useCalmNodeStatus } from '../calm-session.ts';
import { useCanvasView } from '../canvas-store.ts';
import type { TopicFlowNode } from '../model/flow-elements.ts';
import { FarContent, NodeHead, titleOf, useTone } from './node-parts.tsx';
import { useDistance } from '../distance.ts';
import { NodeShell } from './node-shell.tsx';
import { cellsOf, hotPartitionText, nodeLabel, partitionsText } from './node-words.ts';
import styles from './node.module.css';
import { ErrorBadge, StateTag } from './tags.tsx';

export const TopicNode = memo(function TopicNode({ id, data, selected }: NodeProps<TopicFlowNode>) {
  const { node } = data;
  const isNear = useDistance() === 'near';
  const anyStatus = useCalmNodeStatus(id, isNear);
  const status = anyStatus?.kind === 'topic' ? anyStatus : undefined;
  const tone = useTone(status);
  return (
    <NodeShell
      id={id}
      kind="topic"
      label={nodeLabel(node, status, selected)}
      title={titleOf(node.name, status)}
      tone={tone}
      selected={selected}
      inPorts
      outPorts
    >
      {isNear ? (
        <>
          {status && <StateTag status={status} />}
          {status && <ErrorBadge id={id} name={node.name} status={status} />}
          <NodeHead kind="topic" name={node.name} />
          <PartitionCells partitions={node.partitions} status={status} />
          <div className={styles.below}>
            <TopicText partitions={node.partitions} status={status} isNew={tone === 'new'} />
          </div>
        </>
      ) : (
        <FarContent kind="topic" name={node.name} status={status} />
      )}
    </NodeShell>
  );
});

function PartitionCells({ partitions, status }: { partitions: number; status: TopicStatus | undefined }) {
  const showsHeat = useCanvasView(({ shows }) => shows.heat);
  const isCold = !status || status.state === 'stopped' || status.state === 'idle' || !showsHeat;
  const shares = isCold ? Array.from({ length: partitions }, () => 0) : status.partitions.map(({ share }) => share);
  const { heats, isStrip } = cellsOf(shares.length > 0 ? shares : [0]);
  return (
    <div className={isStrip ? `${styles.cells} ${styles.strip}` : styles.cells}>
      {heats.map((heat, partition) => (
        // The place is what a cell is known by.
        // oxlint-disable-next-line react/no-array-index-key
        <i key={partition} data-heat={heat} />
      ))}
    </div>
  );
}

interface TopicTextProps {
  partitions: number;
  status: TopicStatus | undefined;
  isNew: boolean;
}

function TopicText({ partitions, status, isNew }: TopicTextProps) {
  if (isNew) return <span>not created</span>;
  const hot = status && status.state !== 'stopped' ? hotPartitionText(status.partitions) : undefined;
  return (
    <>
      {hot ? <span className={styles.hotText}>{hot}</span> : <span className="cut">{partitionsText(partitions)}</span>}
      {status && <span className="mono">{countText(status.records)}</span>}
    </>
  );
}
