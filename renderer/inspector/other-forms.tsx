import type { Edge, Note, Service } from '../../shared/graph/index.ts';
import { tellOutcome } from '../actions/edit-actions.ts';
import { useApp, useGraph } from '../state/app-state.ts';
import { FieldRow, Segmented } from '../ui/field.tsx';
import { DraftInput } from './draft-input.tsx';
import styles from './form.module.css';
import { NodeHead } from './node-head.tsx';
import { NumberInput } from './number-input.tsx';
import { Section } from './section.tsx';
import { useNodeEdit } from './use-node-edit.ts';

export function NoteForm({ node }: { node: Note }) {
  const { change } = useNodeEdit(node);
  return (
    <div className={styles.form}>
      <NodeHead node={node} />
      <FieldRow label="Text">
        {(ids) => (
          <textarea
            {...ids}
            className={styles.text}
            value={node.text}
            onChange={({ target }) => change({ text: target.value }, 'text')}
          />
        )}
      </FieldRow>
    </div>
  );
}

export function EdgeForm({ edge }: { edge: Edge }) {
  const app = useApp();
  const { nodes } = useGraph();
  const source = nodes.find(({ id }) => id === edge.source);
  const target = nodes.find(({ id }) => id === edge.target);
  const setDeadLetter = (deadLetter: boolean): void => {
    const { deadLetter: _former, ...rest } = edge;
    const next: Edge = deadLetter ? { ...rest, deadLetter: true } : rest;
    tellOutcome(app, app.project.execute({ type: 'update-edge', edge: next }, { label: 'change of a wire' }));
  };
  return (
    <div className={styles.form}>
      <FieldRow label="From">{({ id }) => <output id={id}>{source?.name}</output>}</FieldRow>
      <FieldRow label="To">{({ id }) => <output id={id}>{target?.name}</output>}</FieldRow>
      {edge.kind === 'publishes' && source?.kind === 'consumer' && (
        <FieldRow
          label="Carries"
          hint={edge.deadLetter ? 'Events whose attempts have all failed.' : 'What the handler emits.'}
        >
          {() => (
            <Segmented
              label="Carries"
              value={edge.deadLetter ? 'dead-letters' : 'events'}
              onChange={(choice) => setDeadLetter(choice === 'dead-letters')}
              options={[
                { value: 'events', label: 'Events' },
                { value: 'dead-letters', label: 'Dead letters' },
              ]}
            />
          )}
        </FieldRow>
      )}
    </div>
  );
}

export function ServiceForm({ service }: { service: Service }) {
  const { project } = useApp();
  const update = (fields: Partial<Service>, field: string): string | undefined => {
    const outcome = project.execute(
      { type: 'update-service', service: { ...service, ...fields } },
      { label: `change of ${service.name}`, mergeKey: `${service.id}.${field}` },
    );
    return outcome.ok ? undefined : `${outcome.problem.message} ${outcome.problem.remedy}`;
  };
  return (
    <div className={styles.form}>
      <DraftInput label="Name" value={service.name} onCommit={(name) => update({ name }, 'name')} />
      <FieldRow label="Description">
        {(ids) => (
          <textarea
            {...ids}
            className={styles.text}
            value={service.description ?? ''}
            onChange={({ target }) => update({ description: target.value }, 'description')}
          />
        )}
      </FieldRow>
    </div>
  );
}

/** With nothing selected: what belongs to the project as a whole. */
export function ProjectForm() {
  const { project } = useApp();
  const { name, description, settings } = useGraph();
  const update = (fields: { name?: string; description?: string; settings?: typeof settings }, field: string) => {
    const outcome = project.execute(
      { type: 'update-graph', name, settings, ...(description === undefined ? {} : { description }), ...fields },
      { label: 'change of the project', mergeKey: `project.${field}` },
    );
    return outcome.ok ? undefined : `${outcome.problem.message} ${outcome.problem.remedy}`;
  };
  return (
    <div className={styles.form}>
      <DraftInput label="Project" value={name} onCommit={(text) => update({ name: text }, 'name')} />
      <FieldRow label="Description">
        {(ids) => (
          <textarea
            {...ids}
            className={styles.text}
            value={description ?? ''}
            onChange={({ target }) => update({ description: target.value }, 'description')}
          />
        )}
      </FieldRow>
      <Section title="Runs">
        <NumberInput
          label="Seed"
          value={settings.seed}
          whenEmpty="none"
          hint="the same seed gives the same events; empty: a new one each run"
          onCommit={(seed) => {
            const { seed: _former, ...rest } = settings;
            return update({ settings: seed === undefined ? rest : { ...rest, seed } }, 'seed');
          }}
        />
        <NumberInput
          label="Drain"
          value={settings.drainTimeoutMs}
          whenEmpty="none"
          hint="milliseconds that Stop waits for events in flight"
          onCommit={(drainTimeoutMs) => {
            const { drainTimeoutMs: _former, ...rest } = settings;
            return update(
              { settings: drainTimeoutMs === undefined ? rest : { ...rest, drainTimeoutMs } },
              'drainTimeoutMs',
            );
          }}
        />
      </Section>
    </div>
  );
}
