import type { Producer, Trigger } from '../../shared/graph/index.ts';
import { useNodeStatus } from '../state/app-state.ts';
import { FieldRow, Select } from '../ui/field.tsx';
import styles from './form.module.css';
import { NodeHead } from './node-head.tsx';
import { NodeRunSection } from './node-run-section.tsx';
import { Section } from './section.tsx';
import { SendNow } from './send-now.tsx';
import { TriggerFields } from './trigger-fields.tsx';
import { useNodeEdit } from './use-node-edit.ts';
import { WiringSection } from './wiring-section.tsx';

/** What a trigger begins as when its kind is chosen. */
const freshTriggers: Record<Trigger['type'], Trigger> = {
  manual: { type: 'manual' },
  interval: { type: 'interval', everyMs: 1000 },
  rate: { type: 'rate', perSecond: 10 },
  cron: { type: 'cron', expression: '*/5 * * * * *' },
  replay: { type: 'replay', file: 'data/events.jsonl', format: 'jsonl', perSecond: 10 },
  http: { type: 'http', port: 0, path: '/' },
};

const triggerWords: Record<Trigger['type'], string> = {
  manual: 'By hand',
  interval: 'At an interval',
  rate: 'At a steady rate',
  cron: 'By a schedule (cron)',
  replay: 'From a file',
  http: 'On an HTTP request',
};

const triggerOptions = Object.entries(triggerWords).map(([value, label]) => ({ value, label }));

export function ProducerForm({ node }: { node: Producer }) {
  const { change, problemOf } = useNodeEdit(node);
  const status = useNodeStatus(node.id);
  const choose = (type: string): void => {
    const trigger = Object.values(freshTriggers).find((fresh) => fresh.type === type);
    if (trigger && trigger.type !== node.trigger.type) change({ trigger }, 'trigger.type');
  };
  return (
    <div className={styles.form}>
      <NodeHead node={node} />
      <WiringSection node={node} />
      <Section title="Ticks" note="applies at once">
        <FieldRow label="When" problem={problemOf('trigger')}>
          {(ids) => <Select {...ids} value={node.trigger.type} onChange={choose} options={triggerOptions} />}
        </FieldRow>
        <TriggerFields node={node} />
        {status?.kind === 'producer' && status.url !== undefined && (
          <FieldRow label="Listens at">
            {({ id }) => (
              <output id={id} className="mono">
                {status.url}
              </output>
            )}
          </FieldRow>
        )}
      </Section>
      <SendNow producer={node} />
      <NodeRunSection node={node} />
    </div>
  );
}
