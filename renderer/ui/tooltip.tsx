import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { strokeText } from '../actions/keys.ts';
import styles from './tooltip.module.css';

interface TooltipProps {
  text: string;
  stroke?: string | undefined;
  children: ReactElement<Record<string, unknown>>;
}

/** Names what has no word beside it, with the key that does the same. Never the only place of an important thing. */
export function Tooltip({ text, stroke, children }: TooltipProps) {
  return (
    <BaseTooltip.Root
      // A tooltip is no step of its own: Escape also leaves the dialog or menu that it stands in.
      onOpenChange={(_open, details) => details.reason === 'escape-key' && details.allowPropagation()}
    >
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner sideOffset={6} className={styles.positioner}>
          <BaseTooltip.Popup className={styles.popup}>
            {text}
            {stroke !== undefined && <kbd className={styles.key}>{strokeText(stroke)}</kbd>}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
