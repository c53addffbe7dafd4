import { useState } from 'react';
import type { RecordPosition } from '../../shared/contract/index.ts';
import { Select, TextInput } from '../ui/field.tsx';
import styles from './events-panel.module.css';
import bar from './panel-bar.module.css';

const options = [
  { value: 'now', label: 'From now' },
  { value: 'newest', label: 'Newest 200' },
  { value: 'beginning', label: 'From the beginning' },
  { value: 'offset', label: 'From an offset' },
  { value: 'time', label: 'From a time' },
] as const;

/** Where reading begins. An offset or a time is asked for beside it. */
export function PositionSelect({
  value,
  onChange,
}: {
  value: RecordPosition;
  onChange: (value: RecordPosition) => void;
}) {
  const [text, setText] = useState('');
  const choose = (type: RecordPosition['type']): void => {
    setText('');
    if (type === 'newest') onChange({ type, count: 200 });
    else if (type === 'offset') onChange({ type, offset: '0' });
    else if (type === 'time') onChange({ type, timeMs: Date.now() - 60_000 });
    else onChange({ type });
  };
  const commit = (): void => {
    if (value.type === 'offset' && /^\d{1,19}$/.test(text.trim())) onChange({ type: 'offset', offset: text.trim() });
    if (value.type === 'time') {
      const timeMs = new Date(text).getTime();
      if (Number.isFinite(timeMs)) onChange({ type: 'time', timeMs });
    }
  };
  return (
    <>
      <div className={bar.select}>
        <Select label="Begin" value={value.type} onChange={choose} options={options} />
      </div>
      {(value.type === 'offset' || value.type === 'time') && (
        <span className={styles.number}>
          <TextInput
            aria-label={value.type === 'offset' ? 'Offset' : 'Time'}
            mono
            type={value.type === 'time' ? 'datetime-local' : 'text'}
            placeholder={value.type === 'offset' ? value.offset : ''}
            value={text}
            onChange={({ target }) => setText(target.value)}
            onBlur={commit}
            onKeyDown={({ key }) => key === 'Enter' && commit()}
          />
        </span>
      )}
    </>
  );
}
