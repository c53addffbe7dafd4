import { Plus, X } from 'lucide-react';
import type { Topic } from '../../shared/graph/index.ts';
import { useApp, useNodeStatus, useOpenProject } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { FieldRow, NumberStepper, Segmented, Select } from '../ui/field.tsx';
import { countText } from '../ui/number-text.ts';
import { DraftInput } from './draft-input.tsx';
import styles from './form.module.css';
import { NodeHead } from './node-head.tsx';
import { Section } from './section.tsx';
import { useNodeEdit } from './use-node-edit.ts';
import { WiringSection } from './wiring-section.tsx';

const noSchema = '';

const firstSchema = `{
  "type": "object",
  "properties": {
    "id": { "type": "string" }
  },
  "required": ["id"]
}
`;

export function TopicForm({ node }: { node: Topic }) {
  const { project, view } = useApp();
  const { change, problemOf } = useNodeEdit(node);
  const schemas = useOpenProject((open) => open.schemas);
  const own = `schemas/${node.name}.json`;
  const addSchema = (): void => {
    if (schemas[own] === undefined) project.writeFile(own, firstSchema);
    change({ schema: own }, 'schema');
    view.openFile(own);
  };
  return (
    <div className={styles.form}>
      <NodeHead node={node} />
      <WiringSection node={node} />
      <Section title="Records" note="applies at once">
        <FieldRow label="Partitions" problem={problemOf('partitions')} hint="more at once; fewer only with a reset">
          {(ids) => (
            <NumberStepper
              {...ids}
              value={node.partitions}
              min={1}
              max={1000}
              onChange={(partitions) => change({ partitions }, 'partitions')}
            />
          )}
        </FieldRow>
        <FieldRow label="Format">
          {() => (
            <Segmented
              label="Format"
              value={node.format}
              onChange={(format) => change(format === 'json' ? { format } : { format, schema: undefined }, 'format')}
              options={[
                { value: 'json', label: 'JSON' },
                { value: 'text', label: 'Text' },
                { value: 'bytes', label: 'Bytes' },
              ]}
            />
          )}
        </FieldRow>
        {node.format === 'json' && (
          <FieldRow label="Schema" problem={problemOf('schema')}>
            {(ids) => (
              <Select
                {...ids}
                value={node.schema ?? noSchema}
                onChange={(schema) => change({ schema: schema === noSchema ? undefined : schema }, 'schema')}
                options={[
                  { value: noSchema, label: 'None: any value' },
                  ...Object.keys(schemas).map((file) => ({ value: file, label: file })),
                ]}
              />
            )}
          </FieldRow>
        )}
        {node.format === 'json' && (
          <div>
            {node.schema === undefined ? (
              <Button icon={Plus} onClick={addSchema}>
                Add a schema
              </Button>
            ) : (
              <Button onClick={() => node.schema !== undefined && view.openFile(node.schema)}>Edit the schema</Button>
            )}
          </div>
        )}
      </Section>
      <ConfigSection node={node} />
      <PartitionsSection node={node} />
    </div>
  );
}

/** Configuration by Kafka's own names, used when the topic is created. */
function ConfigSection({ node }: { node: Topic }) {
  const { change, problemOf } = useNodeEdit(node);
  const config = node.config ?? {};
  const set = (next: Record<string, string>, field: string): string | undefined =>
    change({ config: Object.keys(next).length === 0 ? undefined : next }, field);
  return (
    <Section title="Configuration" note="when it is created">
      {Object.entries(config).map(([key, value]) => (
        <div key={key} className={styles.beside}>
          <div style={{ flex: 1, minWidth: 0 }}>
            <DraftInput
              label={key}
              mono
              value={value}
              problem={problemOf(`config.${key}`)}
              onCommit={(text) => set({ ...config, [key]: text }, `config.${key}`)}
            />
          </div>
          <IconButton
            icon={X}
            size="small"
            label={`Remove ${key}`}
            onClick={() => {
              const { [key]: _removed, ...rest } = config;
              set(rest, `config.${key}.removed`);
            }}
          />
        </div>
      ))}
      <DraftInput
        key={Object.keys(config).join()}
        label="Add"
        mono
        commits="done"
        value=""
        placeholder="retention.ms=60000"
        onCommit={(text) => {
          const [key = '', value] = text.split('=').map((part) => part.trim());
          if (key === '' || value === undefined) return 'Write it as name=value.';
          return set({ ...config, [key]: value }, 'config.added');
        }}
      />
    </Section>
  );
}

function PartitionsSection({ node }: { node: Topic }) {
  const status = useNodeStatus(node.id);
  if (status?.kind !== 'topic' || status.partitions.length === 0) return null;
  return (
    <Section title="Partitions" note={`${countText(status.records)} records`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col">First</th>
            <th scope="col">End</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody className="mono">
          {status.partitions.map(({ partition, startOffset, endOffset, share }) => (
            <tr key={partition}>
              <td>{partition}</td>
              <td>{startOffset}</td>
              <td>{endOffset}</td>
              <td>{Math.round(share * 100)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
