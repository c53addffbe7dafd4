import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { FieldRow } from '../ui/field.tsx';
import styles from './file-field.module.css';

interface FileFieldProps {
  label: string;
  /** Endings of names that the system's dialog offers. */
  accept: string;
  /** The name of the file that was chosen. */
  chosen: string | undefined;
  problem: string | undefined;
  onChoose: (file: File | undefined) => void;
}

/** A file by the system's own dialog, or dropped here. */
export function FileField({ label, accept, chosen, problem, onChoose }: FileFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <FieldRow label={label} problem={problem}>
      {({ id, ...described }) => (
        <span
          className={styles.file}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            onChoose(event.dataTransfer.files[0]);
          }}
        >
          <Button icon={FileUp} {...described} onClick={() => input.current?.click()}>
            {chosen ?? 'Choose a file'}
          </Button>
          <input
            ref={input}
            id={id}
            hidden
            type="file"
            accept={accept}
            onChange={({ target }) => {
              onChoose(target.files?.[0]);
              // The same file may be chosen again once it was mended.
              target.value = '';
            }}
          />
        </span>
      )}
    </FieldRow>
  );
}
