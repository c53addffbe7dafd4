import type { Producer, Trigger } from '../../shared/graph/index.ts';
import { useGraph } from '../state/app-state.ts';
import { FieldRow, Segmented, Select } from '../ui/field.tsx';
import { DraftInput } from './draft-input.tsx';
import { NumberInput } from './number-input.tsx';
import { useNodeEdit } from './use-node-edit.ts';

/** The settings of a producer's trigger, by its kind. */
export function TriggerFields({ node }: { node: Producer }) {
  const { change, problemOf } = useNodeEdit(node);
  const { trigger } = node;
  const set = (next: Trigger, field: string): string | undefined => change({ trigger: next }, `trigger.${field}`);
  switch (trigger.type) {
    case 'manual':
      return null;
    case 'interval':
      return (
        <NumberInput
          label="Every"
          hint="milliseconds"
          value={trigger.everyMs}
          onCommit={(everyMs) => set({ ...trigger, everyMs: everyMs ?? 0 }, 'everyMs')}
        />
      );
    case 'rate':
      return (
        <NumberInput
          label="Per second"
          value={trigger.perSecond}
          onCommit={(perSecond) => set({ ...trigger, perSecond: perSecond ?? 0 }, 'perSecond')}
        />
      );
    case 'cron':
      return (
        <>
          <DraftInput
            label="Schedule"
            mono
            value={trigger.expression}
            problem={problemOf('trigger.expression')}
            hint="second minute hour day month weekday"
            onCommit={(expression) => set({ ...trigger, expression }, 'expression')}
          />
          <DraftInput
            label="Time zone"
            value={trigger.timeZone ?? ''}
            placeholder="of this machine"
            problem={problemOf('trigger.timeZone')}
            onCommit={(text) => {
              const { timeZone: _former, ...rest } = trigger;
              return set(text === '' ? rest : { ...rest, timeZone: text }, 'timeZone');
            }}
          />
        </>
      );
    case 'replay':
      return <ReplayFields trigger={trigger} set={set} problem={problemOf('trigger.file')} />;
    case 'http':
      return <HttpFields trigger={trigger} set={set} problem={problemOf('trigger.port')} />;
  }
}

type Kind<Type extends Trigger['type']> = Extract<Trigger, { type: Type }>;
interface FieldsProps<Type extends Trigger['type']> {
  trigger: Kind<Type>;
  set: (next: Trigger, field: string) => string | undefined;
  problem: string | undefined;
}

function ReplayFields({ trigger, set, problem }: FieldsProps<'replay'>) {
  return (
    <>
      <DraftInput
        label="File"
        mono
        value={trigger.file}
        problem={problem}
        hint="in the project; one tick a row"
        onCommit={(file) => set({ ...trigger, file }, 'file')}
      />
      <FieldRow label="Format">
        {() => (
          <Segmented
            label="Format"
            value={trigger.format}
            onChange={(format) => set({ ...trigger, format }, 'format')}
            options={[
              { value: 'jsonl', label: 'JSON lines' },
              { value: 'csv', label: 'CSV' },
            ]}
          />
        )}
      </FieldRow>
      <NumberInput
        label="Per second"
        value={trigger.perSecond}
        whenEmpty="none"
        hint="empty: as fast as it goes"
        onCommit={(perSecond) => {
          const { perSecond: _former, ...rest } = trigger;
          return set(perSecond === undefined ? rest : { ...rest, perSecond }, 'perSecond');
        }}
      />
      <FieldRow label="At its end">
        {() => (
          <Segmented
            label="At its end"
            value={trigger.repeat ? 'repeat' : 'end'}
            onChange={(choice) => set({ ...trigger, repeat: choice === 'repeat' }, 'repeat')}
            options={[
              { value: 'end', label: 'Stop' },
              { value: 'repeat', label: 'Begin again' },
            ]}
          />
        )}
      </FieldRow>
    </>
  );
}

const noReply = '';

function HttpFields({ trigger, set, problem }: FieldsProps<'http'>) {
  const topics = useGraph().nodes.filter((node) => node.kind === 'topic');
  return (
    <>
      <NumberInput
        label="Port"
        value={trigger.port}
        problem={problem}
        hint="0 takes any free one"
        onCommit={(port) => set({ ...trigger, port: port ?? 0 }, 'port')}
      />
      <DraftInput label="Path" mono value={trigger.path} onCommit={(path) => set({ ...trigger, path }, 'path')} />
      <DraftInput
        label="Origins"
        value={(trigger.allowedOrigins ?? []).join(', ')}
        placeholder="none"
        hint="pages that may call it, with commas between"
        onCommit={(text) => {
          const { allowedOrigins: _former, ...rest } = trigger;
          const origins = text.split(',').flatMap((origin) => (origin.trim() === '' ? [] : [origin.trim()]));
          return set(origins.length === 0 ? rest : { ...rest, allowedOrigins: origins }, 'allowedOrigins');
        }}
      />
      <FieldRow label="Answers with">
        {(ids) => (
          <Select
            {...ids}
            value={trigger.replyTopic ?? noReply}
            onChange={(topic) => {
              const { replyTopic: _former, ...rest } = trigger;
              set(topic === noReply ? rest : { ...rest, replyTopic: topic }, 'replyTopic');
            }}
            options={[
              { value: noReply, label: '202, at once' },
              ...topics.map(({ id, name }) => ({ value: id, label: `the reply on ${name}` })),
            ]}
          />
        )}
      </FieldRow>
      {trigger.replyTopic !== undefined && (
        <NumberInput
          label="Waits"
          value={trigger.replyTimeoutMs}
          whenEmpty="none"
          hint="milliseconds at most for the reply"
          onCommit={(replyTimeoutMs) => {
            const { replyTimeoutMs: _former, ...rest } = trigger;
            return set(replyTimeoutMs === undefined ? rest : { ...rest, replyTimeoutMs }, 'replyTimeoutMs');
          }}
        />
      )}
    </>
  );
}
