import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { rateText } from '../../ui/number-text.ts';
import { useCalmNodeStatus } from '../calm-session.ts';
import type { ProducerFlowNode } from '../model/flow-elements.ts';
import { FarContent, NodeHead, titleOf, useTone } from './node-parts.tsx';
import { useDistance } from '../distance.ts';
import { NodeShell } from './node-shell.tsx';
import { nodeLabel, triggerText } from './node-words.ts';
import styles from './node.module.css';
import { ErrorBadge, StateTag } from './tags.tsx';

export const ProducerNode = memo(function ProducerNode({ id, data, selected }: NodeProps<ProducerFlowNode>) {
  const { node } = data;
  const isNear = useDistance() === 'near';
  const status = useCalmNodeStatus(id, isNear);
  const tone = useTone(status);
  const doing = (): string => {
    if (tone === 'new') return 'new';
    if (!status) return triggerText(node.trigger);
    if (status.state === 'stopped' || status.state === 'starting') return status.state;
    return status.kind === 'producer' && status.ended ? 'ended' : `${rateText(status.perSecond)}/s`;
  };
  return (
    <NodeShell
      id={id}
      kind="producer"
      label={nodeLabel(node, status, selected)}
      title={titleOf(node.name, status)}
      tone={tone}
      selected={selected}
      inPorts={false}
      outPorts
    >
      {isNear ? (
        <>
          {status && <StateTag status={status} />}
          {status && <ErrorBadge id={id} name={node.name} status={status} />}
          <NodeHead
            kind="producer"
            name={node.name}
            edited={status?.kind === 'producer' && status.deployment === 'edited'}
          />
          <div className={`${styles.below} mono cut`}>{doing()}</div>
        </>
      ) : (
        <FarContent kind="producer" name={node.name} status={status} />
      )}
    </NodeShell>
  );
});
