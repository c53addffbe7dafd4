import { Popover } from '@base-ui/react/popover';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import type { RecordFilter } from '../../shared/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { FieldRow, TextInput } from '../ui/field.tsx';
import popover from '../ui/popover.module.css';
import styles from './filter-menu.module.css';
import bar from './panel-bar.module.css';

/** A text that is looked for everywhere, and behind a button what is asked for less often. */
export function FilterMenu({ filter, onChange }: { filter: RecordFilter; onChange: (filter: RecordFilter) => void }) {
  const [draft, setDraft] = useState<RecordFilter>(filter);
  const commit = (next: RecordFilter): void => onChange(withoutEmpty(next));
  const field = (name: keyof RecordFilter) => ({
    value: draft[name] ?? '',
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
    onBlur: () => commit(draft),
    onKeyDown: ({ key }: { key: string }) => {
      if (key === 'Enter') commit(draft);
    },
  });
  const further = (['key', 'header', 'predicate'] as const).filter((name) => filter[name] !== undefined).length;
  return (
    <>
      <input
        type="search"
        className={bar.search}
        placeholder="Filter by text in key, value or headers"
        aria-label="Filter events by text"
        {...field('text')}
      />
      <Popover.Root>
        <Popover.Trigger render={<Button look="ghost" icon={ListFilter} />}>
          {further === 0 ? 'More' : `${further} more`}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner sideOffset={4} align="end" className={popover.positioner}>
            <Popover.Popup className={`${popover.popup} ${styles.popup}`} aria-label="More filters">
              <FieldRow label="Key is">{(ids) => <TextInput {...ids} mono {...field('key')} />}</FieldRow>
              <FieldRow label="Header" hint="name, or name=value">
                {(ids) => <TextInput {...ids} mono {...field('header')} />}
              </FieldRow>
              <FieldRow label="JavaScript" hint="topic, partition, offset, key, value, headers, timestampMs">
                {(ids) => (
                  <textarea
                    {...ids}
                    className={styles.code}
                    spellCheck={false}
                    placeholder="value.amount > 100"
                    {...field('predicate')}
                    onKeyDown={undefined}
                  />
                )}
              </FieldRow>
              <div className={styles.actions}>
                <Button
                  onClick={() => {
                    setDraft({});
                    onChange({});
                  }}
                >
                  Clear
                </Button>
                <Button look="primary" onClick={() => commit(draft)}>
                  Apply
                </Button>
              </div>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </>
  );
}

function withoutEmpty(filter: RecordFilter): RecordFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value.trim() !== ''));
}
