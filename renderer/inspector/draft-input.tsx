import { useState, type InputHTMLAttributes } from 'react';
import { FieldRow, TextInput } from '../ui/field.tsx';

interface DraftInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  label: string;
  value: string;
  /** Takes the text, and gives undefined or why it can't stand. */
  onCommit: (text: string) => string | undefined | Promise<string | undefined>;
  /** `typed`: each letter is taken where it can stand. `done`: with Enter or on leaving the field, as a rename is. */
  commits?: 'typed' | 'done';
  problem?: string | undefined;
  hint?: string;
  mono?: boolean;
}

/** A text field that keeps what can't stand (yet) and says why, while the document keeps its last good value. */
export function DraftInput({ label, value, onCommit, commits = 'typed', problem, hint, ...rest }: DraftInputProps) {
  const [draft, setDraft] = useState<{ text: string; of: string; refusal?: string | undefined }>();
  // A draft belongs to the value that it began from: an undo, or another window, takes it away.
  const current = draft?.of === value ? draft : undefined;
  const commit = async (text: string): Promise<void> => {
    if (text === value) return setDraft(undefined);
    const refusal = await onCommit(text);
    if (refusal === undefined) setDraft(undefined);
    else setDraft({ text, of: value, refusal });
  };
  const change = (text: string): void => {
    setDraft({ text, of: value });
    if (commits === 'typed') void commit(text);
  };
  return (
    <FieldRow label={label} problem={current?.refusal ?? problem} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <TextInput
          {...ids}
          {...rest}
          value={current?.text ?? value}
          onChange={({ target }) => change(target.value)}
          onBlur={() => current && void commit(current.text)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && current) void commit(current.text);
            if (event.key === 'Escape' && current) {
              event.stopPropagation();
              setDraft(undefined);
            }
          }}
        />
      )}
    </FieldRow>
  );
}
