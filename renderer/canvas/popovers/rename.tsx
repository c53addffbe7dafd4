import { Popover } from '@base-ui/react/popover';
import { useMemo, useState, type FormEvent } from 'react';
import { problemOfKafkaName, type Node, type Service } from '../../../shared/graph/index.ts';
import { tellOutcome } from '../../actions/edit-actions.ts';
import { useApp, useGraph } from '../../state/app-state.ts';
import { useCanvas } from '../canvas-store.ts';
import { edit } from '../edits.ts';
import type { Point } from '../model/geometry.ts';
import { rectAt } from './picker.tsx';
import styles from './picker.module.css';

/** The name of a node or a service, changed on the spot; handlers that say it are changed along with it. */
export function Rename({ element, at, onClose }: { element: Node | Service; at: Point; onClose: () => void }) {
  const app = useApp();
  const canvas = useCanvas();
  const graph = useGraph();
  const [name, setName] = useState(element.name);
  const anchor = useMemo(
    () => ({ getBoundingClientRect: () => rectAt(canvas.now.flow?.flowToScreenPosition(at)) }),
    [canvas, at],
  );
  const kind = 'kind' in element ? element.kind : 'service';
  const isNode = kind !== 'note' && kind !== 'service';
  const problem = isNode
    ? problemOfName(graph.nodes, element.id, name)
    : name.trim() === ''
      ? 'it is empty'
      : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem !== undefined) return;
    onClose();
    if (name === element.name) return;
    if ('kind' in element) void app.project.rename(element.id, name).then((outcome) => tellOutcome(app, outcome));
    else edit(app, [{ type: 'update-service', service: { ...element, name: name.trim() } }], 'rename');
  };
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner className={styles.positioner} anchor={anchor} side="bottom" align="start" sideOffset={4}>
          <Popover.Popup className={styles.popup} aria-label={`Rename ${element.name}`}>
            <form onSubmit={submit} className={styles.form}>
              <input
                className={styles.input}
                aria-label={`New name of ${element.name}`}
                aria-invalid={problem !== undefined || undefined}
                aria-describedby="rename-problem"
                spellCheck={false}
                autoComplete="off"
                value={name}
                onChange={({ target }) => setName(target.value)}
                onFocus={({ target }) => target.select()}
              />
              <p id="rename-problem" className={styles.nothing}>
                {problem === undefined ? 'Enter renames it, in the handlers too.' : `Not possible: ${problem}.`}
              </p>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function problemOfName(nodes: readonly Node[], id: string, name: string): string | undefined {
  const forbidden = problemOfKafkaName(name);
  if (forbidden !== undefined) return forbidden;
  const other = nodes.find((node) => node.kind !== 'note' && node.id !== id && node.name === name);
  return other && `a ${other.kind} is called so already`;
}
