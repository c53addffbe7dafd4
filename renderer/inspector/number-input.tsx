import { DraftInput } from './draft-input.tsx';

interface NumberInputProps {
  label: string;
  value: number | undefined;
  /** Taken where the field is empty; absent: a number is needed. */
  whenEmpty?: 'none';
  onCommit: (value: number | undefined) => string | undefined;
  problem?: string | undefined;
  hint?: string;
}

/** A number that may have a fraction or be absent. */
export function NumberInput({ value, whenEmpty, onCommit, ...rest }: NumberInputProps) {
  return (
    <DraftInput
      {...rest}
      inputMode="decimal"
      value={value === undefined ? '' : String(value)}
      onCommit={(text) => {
        if (text.trim() === '') return whenEmpty === 'none' ? onCommit(undefined) : 'A number is needed.';
        const number = Number(text);
        return Number.isFinite(number) ? onCommit(number) : 'This is not a number.';
      }}
    />
  );
}
