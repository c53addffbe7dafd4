import { Tabs } from '@base-ui/react/tabs';
import { useRef } from 'react';
import { useApp, useProjectState, useView } from '../state/app-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './export-dialog.module.css';
import { exportTargets } from './export-targets.ts';

/** What the project can be exported as, at the left; what would come out of it beside. */
export function ExportDialog() {
  const { view } = useApp();
  const isOpen = useProjectState(({ project }) => project !== undefined);
  const target = useView(({ exportAs }) => exportAs.target);
  const chosen = useRef<HTMLButtonElement>(null);
  if (!isOpen) return null;
  return (
    <Dialog open onClose={() => view.showDialog(undefined)} title="Export" width={1120} isFlush initialFocus={chosen}>
      <Tabs.Root
        className={styles.parts}
        orientation="vertical"
        value={target}
        onValueChange={(id) => view.setState(({ exportAs }) => ({ exportAs: { ...exportAs, target: id } }))}
      >
        <Tabs.List className={styles.targets} aria-label="What to export">
          {exportTargets.map(({ id, title, about, icon }) => (
            <Tabs.Tab key={id} value={id} className={styles.target} {...(id === target ? { ref: chosen } : {})}>
              <Icon icon={icon} size={16} />
              <span className={styles.words}>
                <span className={styles.title}>{title}</span>
                <span className={styles.about}>{about}</span>
              </span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {exportTargets.map(({ id, Panel }) => (
          <Tabs.Panel key={id} value={id} className={styles.panel} tabIndex={-1}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </Dialog>
  );
}
