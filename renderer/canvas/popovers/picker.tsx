import { Autocomplete } from '@base-ui/react/autocomplete';
import { Popover } from '@base-ui/react/popover';
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { strokeText } from '../../actions/keys.ts';
import { useCanvas } from '../canvas-store.ts';
import type { Point } from '../model/geometry.ts';
import styles from './picker.module.css';

export interface PickerOption {
  readonly key: string;
  readonly mark?: ReactNode;
  readonly label: string;
  readonly detail?: string | undefined;
  /** Chooses it from wherever the highlight is. */
  readonly stroke?: 'Shift+Enter';
  readonly isDanger?: boolean;
  /** Choosing it closes the picker, unless this says otherwise by giving the text to go on with. */
  readonly run: () => string | void;
}

interface PickerProps {
  /** What it asks, for a screen reader and as the field's hint. */
  label: string;
  placeholder?: string;
  /** In the drawing's pixels; the picker hangs below it. */
  at: Point;
  initialText?: string;
  options: (text: string) => readonly PickerOption[];
  /** Said where no option is left. */
  nothing: (text: string) => string;
  foot?: ReactNode;
  onClose: () => void;
}

/** A field with a list to choose from, at a place on the canvas. Closing gives the keyboard back to where it was. */
export function Picker({ label, placeholder, at, initialText = '', options, nothing, foot, onClose }: PickerProps) {
  const canvas = useCanvas();
  const [text, setText] = useState(initialText);
  const shown = options(text);
  const anchor = useMemo(
    () => ({ getBoundingClientRect: () => rectAt(canvas.now.flow?.flowToScreenPosition(at)) }),
    [canvas, at],
  );
  const choose = (option: PickerOption): void => {
    const next = option.run();
    if (typeof next === 'string') setText(next);
    else onClose();
  };
  const press = (event: KeyboardEvent): void => {
    const wanted =
      event.shiftKey && event.key === 'Enter' ? shown.find(({ stroke }) => stroke === 'Shift+Enter') : undefined;
    if (!wanted) return;
    event.preventDefault();
    event.stopPropagation();
    choose(wanted);
  };
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner className={styles.positioner} anchor={anchor} side="bottom" align="start" sideOffset={4}>
          <Popover.Popup className={styles.popup} aria-label={label}>
            <Autocomplete.Root
              open
              inline
              items={shown}
              filter={null}
              value={text}
              // Choosing an option would put its words into the field.
              onValueChange={(next, { reason }) => reason !== 'item-press' && setText(next)}
              autoHighlight="always"
              itemToStringValue={(option: PickerOption) => option.label}
            >
              <Autocomplete.Input
                className={styles.input}
                aria-label={label}
                placeholder={placeholder ?? label}
                onKeyDownCapture={press}
              />
              {shown.length === 0 && <p className={styles.nothing}>{nothing(text)}</p>}
              <Autocomplete.List className={styles.list}>
                {(option: PickerOption) => (
                  <Autocomplete.Item
                    key={option.key}
                    value={option}
                    className={option.isDanger ? `${styles.option} ${styles.danger}` : styles.option}
                    onClick={() => choose(option)}
                  >
                    {option.mark}
                    <span className={`${styles.label} cut`}>{option.label}</span>
                    {option.detail !== undefined && <span className={`${styles.detail} cut`}>{option.detail}</span>}
                    {option.stroke !== undefined && <kbd className={styles.key}>{strokeText(option.stroke)}</kbd>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Root>
            {foot && <footer className={styles.foot}>{foot}</footer>}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

export function rectAt(point: Point | undefined): DOMRect {
  return new DOMRect(point?.x ?? 0, point?.y ?? 0, 0, 0);
}
