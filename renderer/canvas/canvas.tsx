import '@xyflow/react/dist/base.css';
import { useLayoutEffect, useRef, useState } from 'react';
import { CanvasMenu } from './canvas-menu.tsx';
import { CanvasSurface } from './canvas-surface.tsx';
import styles from './canvas.module.css';
import type { Size } from './model/node-size.ts';

/** The drawing: nodes and wires, what floats over them, and everything that can be done with them. */
export function Canvas() {
  const room = useRef<HTMLDivElement>(null);
  const [sizeAtStart, setSizeAtStart] = useState<Size>();
  useLayoutEffect(() => {
    if (room.current) setSizeAtStart(room.current.getBoundingClientRect());
  }, []);
  return (
    <CanvasMenu>
      <div ref={room} className={styles.room}>
        {sizeAtStart && <CanvasSurface sizeAtStart={sizeAtStart} />}
      </div>
    </CanvasMenu>
  );
}
