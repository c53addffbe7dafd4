import type { Consumer } from '../../shared/graph/index.ts';
import { useWiring } from '../state/app-state.ts';
import { FieldRow, NumberStepper, Segmented, Select } from '../ui/field.tsx';
import { DeliverySection } from './delivery-section.tsx';
import { DraftInput } from './draft-input.tsx';
import styles from './form.module.css';
import { InstancesSection } from './instances-section.tsx';
import { NodeHead } from './node-head.tsx';
import { NodeRunSection } from './node-run-section.tsx';
import { NumberInput } from './number-input.tsx';
import { Section } from './section.tsx';
import { useNodeEdit } from './use-node-edit.ts';
import { WiringSection } from './wiring-section.tsx';

const exhaustedOptions = [
  { value: 'dead-letter', label: 'Dead letter' },
  { value: 'stop-partition', label: 'Stop the partition' },
  { value: 'skip', label: 'Skip and log' },
] as const;

export function ConsumerForm({ node }: { node: Consumer }) {
  const { change, problemOf } = useNodeEdit(node);
  const wiring = useWiring();
  const partitions = Math.max(0, ...wiring.subscribedTopics(node.id).map((topic) => topic.partitions));
  const { retry } = node;
  return (
    <div className={styles.form}>
      <NodeHead node={node} />
      <WiringSection node={node} />
      <DraftInput
        label="Group"
        mono
        value={node.group}
        problem={problemOf('group')}
        onCommit={(group) => change({ group }, 'group')}
      />
      <Section title="Scale" note="applies at once">
        <FieldRow label="Instances" problem={problemOf('instances')}>
          {(ids) => (
            <span className={styles.beside}>
              <NumberStepper
                {...ids}
                value={node.instances}
                min={1}
                max={64}
                onChange={(instances) => change({ instances }, 'instances')}
              />
              {partitions > 0 && <span className={styles.meta}>{partitions} at most</span>}
            </span>
          )}
        </FieldRow>
        <FieldRow label="At a time" problem={problemOf('concurrency')}>
          {(ids) => (
            <span className={styles.beside}>
              <NumberStepper
                {...ids}
                value={node.concurrency}
                min={1}
                max={1000}
                onChange={(concurrency) => change({ concurrency }, 'concurrency')}
              />
              <span className={styles.meta}>per instance</span>
            </span>
          )}
        </FieldRow>
      </Section>
      <InstancesSection node={node} />
      <DeliverySection node={node} />
      <Section title="When it fails" note="applies at once">
        <FieldRow label="Retries">
          {(ids) => (
            <NumberStepper
              {...ids}
              value={retry.limit}
              min={0}
              max={1000}
              onChange={(limit) => change({ retry: { ...retry, limit } }, 'retry.limit')}
            />
          )}
        </FieldRow>
        <NumberInput
          label="First wait"
          hint="milliseconds"
          value={retry.backoffMs}
          onCommit={(backoffMs) => change({ retry: { ...retry, backoffMs: backoffMs ?? 0 } }, 'retry.backoffMs')}
        />
        <NumberInput
          label="Then times"
          hint="each wait is the one before times this"
          value={retry.factor}
          onCommit={(factor) => change({ retry: { ...retry, factor: factor ?? 1 } }, 'retry.factor')}
        />
        <NumberInput
          label="Longest wait"
          hint="milliseconds"
          value={retry.maxBackoffMs}
          onCommit={(maxBackoffMs) =>
            change({ retry: { ...retry, maxBackoffMs: maxBackoffMs ?? 0 } }, 'retry.maxBackoffMs')
          }
        />
        <FieldRow label="Then" problem={problemOf('whenExhausted')}>
          {(ids) => (
            <Select
              {...ids}
              value={node.whenExhausted}
              options={exhaustedOptions}
              onChange={(whenExhausted) => change({ whenExhausted }, 'whenExhausted')}
            />
          )}
        </FieldRow>
        <NumberInput
          label="Time limit"
          hint="milliseconds an attempt"
          problem={problemOf('timeoutMs')}
          value={node.timeoutMs}
          onCommit={(timeoutMs) => change({ timeoutMs: timeoutMs ?? 0 }, 'timeoutMs')}
        />
      </Section>
      <Section title="Start" note="for a new group">
        <FieldRow label="Read from">
          {() => (
            <Segmented
              label="Read from"
              value={node.fromBeginning ? 'earliest' : 'latest'}
              onChange={(choice) => change({ fromBeginning: choice === 'earliest' }, 'fromBeginning')}
              options={[
                { value: 'latest', label: 'Latest' },
                { value: 'earliest', label: 'Earliest' },
              ]}
            />
          )}
        </FieldRow>
        <FieldRow label="Events a call" hint={node.batch ? 'defineBatchConsumer' : 'defineConsumer'}>
          {() => (
            <Segmented
              label="Events a call"
              value={node.batch ? 'batch' : 'one'}
              onChange={(choice) => change({ batch: choice === 'batch' ? { maxRecords: 100 } : undefined }, 'batch')}
              options={[
                { value: 'one', label: 'One' },
                { value: 'batch', label: 'A batch' },
              ]}
            />
          )}
        </FieldRow>
        {node.batch && (
          <NumberInput
            label="Largest batch"
            value={node.batch.maxRecords}
            onCommit={(maxRecords) => change({ batch: { maxRecords: maxRecords ?? 0 } }, 'batch.maxRecords')}
          />
        )}
      </Section>
      <NodeRunSection node={node} />
    </div>
  );
}
