import { useRef, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface AskDialogProps {
  open: boolean;
  title: string;
  children: ReactNode;
  onClose: () => void;
  answers: readonly { label: string; look: 'primary' | 'danger'; onChoose: () => void }[];
}

/** A question with a safe answer, Cancel, that has the focus. */
export function AskDialog({ open, title, children, onClose, answers }: AskDialogProps) {
  const safeAnswer = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      width={480}
      initialFocus={safeAnswer}
      actions={
        <>
          <Button ref={safeAnswer} size="large" onClick={onClose}>
            Cancel
          </Button>
          {answers.map(({ label, look, onChoose }) => (
            <Button key={label} size="large" look={look} onClick={onChoose}>
              {label}
            </Button>
          ))}
        </>
      }
    >
      {children}
    </Dialog>
  );
}
