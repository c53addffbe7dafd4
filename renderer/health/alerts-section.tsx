import { BellPlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { AlertCondition } from '../../shared/contract/index.ts';
import type { Consumer, Producer } from '../../shared/graph/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { newId } from '../state/new-id.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { FieldRow, NumberStepper, Select } from '../ui/field.tsx';
import { conditionText } from './health-words.ts';
import styles from './health-tab.module.css';
import { NotifyElsewhere } from './notify-elsewhere.tsx';

type Measure = AlertCondition['measure'];

const consumerMeasures: readonly { value: Measure; label: string }[] = [
  { value: 'state', label: 'stopped or stalled' },
  { value: 'lag', label: 'lag over' },
  { value: 'waits', label: 'an event waits over' },
  { value: 'errors', label: 'calls fail, over' },
  { value: 'p95', label: 'p95 over' },
];
const producerMeasures = consumerMeasures.filter(({ value }) => value === 'state' || value === 'p95');

const thresholds: Record<Exclude<Measure, 'state'>, { value: number; step: number; max: number; unit: string }> = {
  lag: { value: 1000, step: 100, max: 1_000_000_000, unit: 'records' },
  waits: { value: 10, step: 1, max: 86_400, unit: 'seconds' },
  errors: { value: 5, step: 1, max: 100, unit: '% of calls' },
  p95: { value: 500, step: 50, max: 3_600_000, unit: 'ms' },
};

/** Thresholds on a node, of this person and not of the project: each tells once when it is passed. */
export function AlertsSection({ node }: { node: Producer | Consumer }) {
  const { alerts, client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const rules = useStore(alerts, (state) => state.rules).filter((rule) => rule.node === node.id);
  const raised = useStore(alerts, (state) => state.raised);
  const tell = (error: Error): void => view.tell('error', error.message);
  const save = (condition: AlertCondition): void => {
    client.health.saveAlertRule({ projectId, rule: { id: newId(), node: node.id, condition } }).catch(tell);
  };
  return (
    <section aria-label="Alerts">
      <h3 className={styles.sectionHead}>
        Alerts <span>kept on this machine</span>
      </h3>
      {rules.length > 0 && (
        <ul className={styles.rules}>
          {rules.map((rule) => {
            const alert = raised.find((each) => each.rule.id === rule.id);
            return (
              <li key={rule.id} data-raised={alert !== undefined || undefined}>
                <span>{conditionText(rule.condition)}</span>
                {alert && <span className={styles.raised}>raised</span>}
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={`Remove the alert “${conditionText(rule.condition)}”`}
                  onClick={() => void client.health.removeAlertRule({ projectId, id: rule.id }).catch(tell)}
                />
              </li>
            );
          })}
        </ul>
      )}
      <NewRule measures={node.kind === 'consumer' ? consumerMeasures : producerMeasures} onAdd={save} />
      <NotifyElsewhere />
    </section>
  );
}

interface NewRuleProps {
  measures: readonly { value: Measure; label: string }[];
  onAdd: (condition: AlertCondition) => void;
}

function NewRule({ measures, onAdd }: NewRuleProps) {
  const [measure, setMeasure] = useState<Measure>('state');
  const [values, setValues] = useState<Partial<Record<Measure, number>>>({});
  const threshold = measure === 'state' ? undefined : thresholds[measure];
  const value = values[measure] ?? threshold?.value ?? 0;
  return (
    <div className={styles.newRule}>
      <FieldRow label="Tell me when">
        {(ids) => <Select {...ids} value={measure} options={measures} onChange={setMeasure} />}
      </FieldRow>
      {threshold && (
        <FieldRow label={threshold.unit}>
          {({ id }) => (
            <NumberStepper
              id={id}
              value={value}
              min={0}
              max={threshold.max}
              step={threshold.step}
              onChange={(next) => setValues({ ...values, [measure]: next })}
            />
          )}
        </FieldRow>
      )}
      <Button icon={BellPlus} onClick={() => onAdd(conditionOf(measure, value))}>
        Add alert
      </Button>
    </div>
  );
}

function conditionOf(measure: Measure, value: number): AlertCondition {
  switch (measure) {
    case 'state':
      return { measure, states: ['stopped', 'stalled'] };
    case 'lag':
      return { measure, above: value };
    case 'waits':
      return { measure, aboveMs: value * 1000 };
    case 'errors':
      return { measure, aboveShare: value / 100 };
    case 'p95':
      return { measure, aboveMs: value };
  }
}
