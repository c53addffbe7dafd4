import { NumberField } from '@base-ui/react/number-field';
import { Select as BaseSelect } from '@base-ui/react/select';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { Toggle } from '@base-ui/react/toggle';
import { ChevronDown, Check, Minus, Plus } from 'lucide-react';
import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

interface FieldRowProps {
  label: string;
  /** What is wrong with the value; said below, and read out with it. */
  problem?: string | undefined;
  hint?: string;
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}

/** A label with its control beside it, as in the inspector. */
export function FieldRow({ label, problem, hint, children }: FieldRowProps) {
  const id = useId();
  const said = problem ?? hint;
  return (
    <div className={styles.row}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.control}>
        {children({
          id,
          ...(said === undefined ? {} : { 'aria-describedby': `${id}-said` }),
          ...(problem === undefined ? {} : { 'aria-invalid': true as const }),
        })}
        {said !== undefined && (
          <p id={`${id}-said`} className={problem === undefined ? styles.hint : styles.problem}>
            {said}
          </p>
        )}
      </div>
    </div>
  );
}

export function TextInput({ mono, className, ...rest }: InputHTMLAttributes<HTMLInputElement> & { mono?: boolean }) {
  const classes = [styles.input, mono ? 'mono' : '', className].filter(Boolean).join(' ');
  return <input type="text" spellCheck={false} autoComplete="off" className={classes} {...rest} />;
}

interface NumberStepperProps {
  id?: string;
  label?: string;
  value: number;
  min?: number;
  max?: number;
  step?: number;
  onChange: (value: number) => void;
  'aria-describedby'?: string;
}

export function NumberStepper({ id, label, value, min, max, step, onChange, ...rest }: NumberStepperProps) {
  return (
    <NumberField.Root
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      {...(id === undefined ? {} : { id })}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      {...(step === undefined ? {} : { step })}
    >
      <NumberField.Group className={styles.stepper}>
        <NumberField.Decrement className={styles.step}>
          <Icon icon={Minus} size={12} />
        </NumberField.Decrement>
        <NumberField.Input className={styles.stepInput} aria-label={label} {...rest} />
        <NumberField.Increment className={styles.step}>
          <Icon icon={Plus} size={12} />
        </NumberField.Increment>
      </NumberField.Group>
    </NumberField.Root>
  );
}

interface SelectProps<Value extends string> {
  id?: string;
  /** The accessible name where no label belongs to it. */
  label?: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  onChange: (value: Value) => void;
  'aria-describedby'?: string;
}

export function Select<Value extends string>({ id, label, value, options, onChange, ...rest }: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      value={value}
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      onValueChange={(next) => next !== null && onChange(next)}
    >
      <BaseSelect.Trigger className={styles.select} id={id} aria-label={label} {...rest}>
        <BaseSelect.Value />
        <BaseSelect.Icon className={styles.selectIcon}>
          <Icon icon={ChevronDown} size={12} />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <BaseSelect.Popup className={styles.popup}>
            {options.map((option) => (
              <BaseSelect.Item key={option.value} value={option.value} className={styles.option}>
                {option.icon}
                <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                <BaseSelect.ItemIndicator className={styles.indicator}>
                  <Icon icon={Check} size={12} />
                </BaseSelect.ItemIndicator>
              </BaseSelect.Item>
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}

interface SegmentedProps<Value extends string> {
  label: string;
  /** Undefined: none of them is so. */
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** A choice of two or three that are worth seeing at once. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      className={styles.segmented}
      aria-label={label}
      value={value === undefined ? [] : [value]}
      onValueChange={([next]) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} className={styles.segment}>
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
