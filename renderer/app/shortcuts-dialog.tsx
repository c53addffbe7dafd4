import { allActions } from '../actions/all-actions.ts';
import { labelOf, type ActionGroup } from '../actions/action.ts';
import { strokeText } from '../actions/keys.ts';
import { useApp } from '../state/app-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './shortcuts-dialog.module.css';

const groups: readonly ActionGroup[] = ['File', 'Edit', 'Add', 'View', 'Run', 'Help'];

/** All keys, read from the actions themselves. */
export function ShortcutsDialog() {
  const app = useApp();
  return (
    <Dialog open onClose={() => app.view.showDialog(undefined)} title="Keyboard shortcuts" width={860}>
      <div className={styles.groups}>
        {groups.map((group) => {
          const actions = allActions.filter((action) => action.group === group && action.keys !== undefined);
          return (
            actions.length > 0 && (
              <section key={group} aria-label={group} className={styles.group}>
                <h3>{group}</h3>
                <dl>
                  {actions.map((action) => (
                    <div key={action.id} className={styles.row}>
                      <dt>
                        {labelOf(action, app)}
                        {action.scope === 'canvas' && <span className={styles.scope}> on the canvas</span>}
                      </dt>
                      <dd>
                        {action.keys?.map((stroke) => (
                          <kbd key={stroke}>{strokeText(stroke)}</kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )
          );
        })}
      </div>
    </Dialog>
  );
}
