import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect, useRef } from 'react';
import styles from './dots.module.css';

/** Between two dots, and across one, in the drawing's pixels. */
const gap = 20;
const dotSize = 1.6;

/**
 * The grid behind the drawing. Moving the camera shifts a picture that is painted already, by less than a gap: React Flow's own
 * background changes a pattern instead, and the whole canvas is painted anew with each frame of a pan.
 */
export function Dots() {
  const flow = useStoreApi();
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    let last: readonly number[] = [];
    const follow = (): void => {
      const { transform } = flow.getState();
      if (transform === last || !element.current) return;
      const { style } = element.current;
      const [x, y, zoom] = transform;
      const step = gap * zoom;
      if (zoom !== last[2]) {
        style.setProperty('--step', `${step}px`);
        style.setProperty('--dot', `${(dotSize / 2) * zoom}px`);
      }
      style.transform = `translate(${remainder(x, step)}px, ${remainder(y, step)}px)`;
      last = transform;
    };
    follow();
    return flow.subscribe(follow);
  }, [flow]);
  return <div ref={element} className={styles.dots} aria-hidden />;
}

/** From 0 to below `step`, of negative numbers too. */
function remainder(value: number, step: number): number {
  return ((value % step) + step) % step;
}
