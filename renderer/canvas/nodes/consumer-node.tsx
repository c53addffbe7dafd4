import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { ConsumerStatus, InstanceStatus } from '../../../shared/contract/index.ts';
import { latencyText, rateText } from '../../ui/number-text.ts';
import { useCalmNodeStatus } from '../calm-session.ts';
import type { ConsumerFlowNode } from '../model/flow-elements.ts';
import { FarContent, NodeHead, titleOf, useTone } from './node-parts.tsx';
import { useDistance } from '../distance.ts';
import { NodeShell } from './node-shell.tsx';
import { nodeLabel } from './node-words.ts';
import styles from './node.module.css';
import { Sparkline } from './sparkline.tsx';
import { ErrorBadge, StateTag } from './tags.tsx';

export const ConsumerNode = memo(function ConsumerNode({ id, data, selected }: NodeProps<ConsumerFlowNode>) {
  const { node } = data;
  const isNear = useDistance() === 'near';
  const anyStatus = useCalmNodeStatus(id, isNear);
  const status = anyStatus?.kind === 'consumer' ? anyStatus : undefined;
  const tone = useTone(status);
  const isStopped = status?.state === 'stopped';
  return (
    <NodeShell
      id={id}
      kind="consumer"
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
          <NodeHead kind="consumer" name={node.name} edited={status?.deployment === 'edited'} />
          <div className={styles.instancesLine}>
            <span className={styles.instances}>
              <Instances configured={node.instances} instances={isStopped ? [] : (status?.instances ?? [])} />
              {node.guarantee === 'exactly-once' && (
                <span className={styles.once} title="Delivers exactly once">
                  1×
                </span>
              )}
            </span>
            <span className="mono">{tone === 'new' ? 'new' : status && doing(status)}</span>
          </div>
          <div className={styles.rateLine}>
            <Sparkline history={isStopped ? [] : (status?.history ?? [])} warns={status?.state === 'warning'} />
            <span className="mono">{status && !isStopped && `${rateText(status.perSecond)}/s`}</span>
          </div>
        </>
      ) : (
        <FarContent kind="consumer" name={node.name} status={status} />
      )}
    </NodeShell>
  );
});

function doing(status: ConsumerStatus): string {
  switch (status.state) {
    case 'idle':
    case 'starting':
    case 'stopped':
      return status.state;
    case 'stalled':
      return 'stuck';
    case 'running':
    case 'warning':
    case 'error':
      return status.latencyMs === undefined ? '' : latencyText(status.latencyMs);
  }
}

/** Above this, a number says it better. */
const mostPips = 8;

function Instances({ configured, instances }: { configured: number; instances: readonly InstanceStatus[] }) {
  const count = Math.max(configured, instances.length);
  const states = Array.from({ length: count }, (_, index) => instances[index]?.state ?? 'stopped');
  return (
    <span className={styles.instances}>
      {count <= mostPips && (
        <span className={styles.pips}>
          {states.map((state, instance) => (
            // The place is what an instance is known by.
            // oxlint-disable-next-line react/no-array-index-key
            <i key={instance} data-state={state} />
          ))}
        </span>
      )}
      <span>{count}</span>
    </span>
  );
}
