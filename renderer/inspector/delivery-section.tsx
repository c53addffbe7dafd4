import type { Consumer, DeliveryGuarantee } from '../../shared/graph/index.ts';
import { FieldRow, Select } from '../ui/field.tsx';
import styles from './form.module.css';
import { Section } from './section.tsx';
import { useNodeEdit } from './use-node-edit.ts';

const options = [
  { value: 'at-least-once', label: 'At least once' },
  { value: 'exactly-once', label: 'Exactly once' },
] as const;

/** What each choice promises, and what it doesn't. */
const promises: Record<DeliveryGuarantee, string> = {
  'at-least-once':
    'No event is lost. After a crash or a rebalance one that was done may come again, and what its handler emits is there twice, with the same ids.',
  'exactly-once':
    'All that a handler emits for an event, and that the event is done, is one Kafka transaction: readers of committed records, as all consumers here are, see it once or not at all, and not before the handler has ended. What it does besides, such as a request to another system, may still happen again.',
};

/** How often an event may have its effect. */
export function DeliverySection({ node }: { node: Consumer }) {
  const { change, problemOf } = useNodeEdit(node);
  const { guarantee = 'at-least-once' } = node;
  return (
    <Section title="Delivery" note="the consumer starts anew">
      <FieldRow label="Delivers" problem={problemOf('guarantee')}>
        {(ids) => (
          <Select
            {...ids}
            value={guarantee}
            options={options}
            onChange={(choice) => change({ guarantee: choice === 'exactly-once' ? choice : undefined }, 'guarantee')}
          />
        )}
      </FieldRow>
      <p className={styles.meta}>{promises[guarantee]}</p>
    </Section>
  );
}
