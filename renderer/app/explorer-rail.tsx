import { PanelLeft } from 'lucide-react';
import { useState } from 'react';
import { actionOf } from '../actions/all-actions.ts';
import { perform } from '../actions/action.ts';
import { startPaletteDrag } from '../actions/palette-drag.ts';
import { useApp } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { Explorer } from './explorer.tsx';
import styles from './explorer-rail.module.css';
import { paletteItems } from './palette.tsx';

/** The left panel of a narrow window: what can be added, and a button that opens the explorer over the canvas. */
export function ExplorerRail() {
  const app = useApp();
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.rail}>
      <div className={styles.buttons} role="toolbar" aria-label="Add" aria-orientation="vertical">
        <IconButton icon={PanelLeft} label="Explorer" pressed={open} onClick={() => setOpen(!open)} />
        {paletteItems.map(({ kind, letter }) => (
          <Tooltip key={kind} text={`Add a ${kind}`} stroke={letter}>
            <button
              type="button"
              className={styles.button}
              aria-label={`Add a ${kind}`}
              draggable
              onDragStart={(event) => startPaletteDrag(event, kind)}
              onClick={() => {
                const action = actionOf(`add.${kind}`);
                if (action) perform(action, app);
              }}
            >
              <KindTile kind={kind} />
            </button>
          </Tooltip>
        ))}
      </div>
      {open && (
        <div className={styles.flyout}>
          <Explorer />
        </div>
      )}
    </div>
  );
}
