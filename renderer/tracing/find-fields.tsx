import { useState, type KeyboardEvent } from 'react';
import { Toggle } from '@base-ui/react/toggle';
import { useGraph } from '../state/app-state.ts';
import { Select } from '../ui/field.tsx';
import bar from '../session/panel-bar.module.css';
import { useTraces, type FindForm, type TracesView } from './traces-store.ts';
import styles from './traces-panel.module.css';

const anyTopic = '';

/** By key, id, text in the value or in an error, topic, duration, and whether it was dead-lettered. */
export function FindFields({ onAsk }: { onAsk: (changes: Partial<TracesView>) => void }) {
  const asked = useTraces((view) => view.find);
  const topics = useGraph().nodes.filter(({ kind }) => kind === 'topic');
  const [draft, setDraft] = useState({ text: asked.text, minTraceMs: asked.minTraceMs });
  const put = (changes: Partial<FindForm>): void => onAsk({ find: { ...asked, ...draft, ...changes } });
  const commit = (): void => {
    if (draft.text !== asked.text || draft.minTraceMs !== asked.minTraceMs) put({});
  };
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
    onBlur: commit,
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === 'Enter') commit();
    },
  });
  return (
    <>
      <div className={styles.textIn}>
        <Select<FindForm['textIn']>
          label="Look in"
          value={asked.textIn}
          onChange={(textIn) => put({ textIn })}
          options={[
            { value: 'text', label: 'Value' },
            { value: 'key', label: 'Key is' },
            { value: 'id', label: 'Id is' },
            { value: 'error', label: 'Error' },
          ]}
        />
      </div>
      <input
        type="search"
        className={bar.search}
        placeholder={placeholders[asked.textIn]}
        aria-label="Find events by text"
        {...field('text')}
      />
      <div className={bar.select}>
        <Select
          label="In topic"
          value={asked.topic ?? anyTopic}
          onChange={(id) => put({ topic: id === anyTopic ? undefined : id })}
          options={[
            { value: anyTopic, label: 'Any topic' },
            ...topics.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      <label className={styles.number}>
        Took over
        <input
          type="text"
          inputMode="numeric"
          aria-label="Took over, in milliseconds"
          placeholder="0"
          {...field('minTraceMs')}
        />
        ms
      </label>
      <Toggle
        className={styles.toggle}
        pressed={asked.deadLettered}
        onPressedChange={(deadLettered) => put({ deadLettered })}
      >
        Dead-lettered
      </Toggle>
    </>
  );
}

const placeholders: Record<FindForm['textIn'], string> = {
  text: 'Text in the value',
  key: 'The whole key',
  id: 'Id of an event or a trace',
  error: 'Text in the message or code of an error',
};
