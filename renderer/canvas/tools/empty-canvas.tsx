import { perform } from '../../actions/action.ts';
import { actionOf } from '../../actions/all-actions.ts';
import { useApp, useGraph } from '../../state/app-state.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import styles from './empty-canvas.module.css';

/** What to do with a canvas that nothing is on yet. */
export function EmptyCanvas() {
  const app = useApp();
  const isEmpty = useGraph().nodes.length === 0;
  const hasServices = useGraph().services.length > 0;
  if (!isEmpty || hasServices) return null;
  const add = (): void => {
    const action = actionOf('add.quick');
    if (action) perform(action, app);
  };
  return (
    <div className={styles.empty}>
      <EmptyState title="Nothing is drawn yet." action={<Button onClick={add}>Add by typing</Button>}>
        Drag a producer or a topic in from the left, or press A and type what you want.
      </EmptyState>
    </div>
  );
}
