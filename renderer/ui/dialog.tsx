import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** 480 to ask, 680 palette, 860 with a result beside the form, 1120 with a preview. */
  width: 480 | 680 | 860 | 1120;
  children: ReactNode;
  /** Buttons, the safe one first in focus. */
  actions?: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  /** What is inside goes to the edges and scrolls by itself. */
  isFlush?: boolean;
}

export function Dialog({ open, onClose, title, width, children, actions, initialFocus, isFlush = false }: DialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.scrim} />
        <BaseDialog.Popup
          className={styles.dialog}
          style={{ width }}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          <header className={styles.head}>
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            <BaseDialog.Close render={<IconButton icon={X} label="Close" />} />
          </header>
          <div className={isFlush ? `${styles.body} ${styles.flush}` : styles.body}>{children}</div>
          {actions && <footer className={styles.actions}>{actions}</footer>}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
