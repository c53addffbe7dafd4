import { actionOf } from '../actions/all-actions.ts';
import { perform } from '../actions/action.ts';
import { startPaletteDrag } from '../actions/palette-drag.ts';
import { useApp } from '../state/app-state.ts';
import { KindTile } from '../ui/kind-tile.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './palette.module.css';

/** What can be added; the underlined letter does it while the canvas has the focus. */
export const paletteItems = [
  { kind: 'producer', letter: 'P', rest: 'roducer' },
  { kind: 'topic', letter: 'T', rest: 'opic' },
  { kind: 'consumer', letter: 'C', rest: 'onsumer' },
  { kind: 'service', letter: 'S', rest: 'ervice' },
] as const;

export function Palette() {
  const app = useApp();
  return (
    <section className={styles.palette} aria-label="Add">
      <h2 className={styles.head}>
        Add <span>drag, or press the letter</span>
      </h2>
      <div className={styles.items}>
        {paletteItems.map(({ kind, letter, rest }) => (
          <Tooltip key={kind} text={`Add a ${kind}`} stroke={letter}>
            <button
              type="button"
              className={styles.item}
              aria-label={`Add a ${kind}`}
              draggable
              onDragStart={(event) => startPaletteDrag(event, kind)}
              onClick={() => {
                const action = actionOf(`add.${kind}`);
                if (action) perform(action, app);
              }}
            >
              <KindTile kind={kind} />
              <span>
                <u>{letter}</u>
                {rest}
              </span>
            </button>
          </Tooltip>
        ))}
      </div>
    </section>
  );
}
