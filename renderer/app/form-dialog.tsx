import { useId, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './form.module.css';

interface FormDialogProps {
  title: string;
  /** What the button says that carries it out; Enter in a field does so too. */
  submitLabel: string;
  /** The button can't be pressed yet. */
  isIncomplete: boolean;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that asks for a few things and carries one thing out. */
export function FormDialog({ title, submitLabel, isIncomplete, onSubmit, onClose, children }: FormDialogProps) {
  const formId = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      width={480}
      actions={
        <>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" look="primary" type="submit" form={formId} disabled={isIncomplete}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles.rows}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isIncomplete) void onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
