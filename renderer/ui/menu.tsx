import { ContextMenu } from '@base-ui/react/context-menu';
import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { strokeText } from '../actions/keys.ts';
import { Icon } from './icon.tsx';
import styles from './menu.module.css';

export interface MenuEntry {
  label: string;
  icon?: LucideIcon | undefined;
  stroke?: string | undefined;
  disabled?: boolean;
  danger?: boolean;
  onSelect: () => void;
}

/** Entries in groups; a line stands between groups. */
export type MenuGroups = readonly (readonly MenuEntry[])[];

/** A button that opens a menu. */
export function MenuButton({
  trigger,
  groups,
}: {
  trigger: ReactElement<Record<string, unknown>>;
  groups: MenuGroups;
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align="start" className={styles.positioner}>
          <BaseMenu.Popup className={styles.popup}>
            <Entries groups={groups} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

interface ContextMenuAreaProps {
  /** What the right button, or the menu key, opens the menu on. */
  children: ReactElement<Record<string, unknown>>;
  /** Asked when the menu opens. */
  groups: MenuGroups;
  onOpenChange?: (open: boolean) => void;
}

export function ContextMenuArea({ children, groups, onOpenChange }: ContextMenuAreaProps) {
  return (
    <ContextMenu.Root {...(onOpenChange ? { onOpenChange } : {})}>
      <ContextMenu.Trigger render={children} />
      <ContextMenu.Portal>
        <ContextMenu.Positioner className={styles.positioner}>
          <ContextMenu.Popup className={styles.popup}>
            <Entries groups={groups} />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Entries({ groups }: { groups: MenuGroups }) {
  return groups
    .filter((group) => group.length > 0)
    .map((group, index) => (
      <BaseMenu.Group key={group.map(({ label }) => label).join()} className={styles.group}>
        {index > 0 && <BaseMenu.Separator className={styles.separator} />}
        {group.map(({ label, icon, stroke, disabled, danger, onSelect }) => (
          <BaseMenu.Item
            key={label}
            className={danger ? `${styles.item} ${styles.danger}` : styles.item}
            disabled={disabled ?? false}
            onClick={onSelect}
          >
            <span className={styles.icon}>{icon && <Icon icon={icon} size={14} />}</span>
            {label}
            {stroke !== undefined && <kbd className={styles.key}>{strokeText(stroke)}</kbd>}
          </BaseMenu.Item>
        ))}
      </BaseMenu.Group>
    ));
}
