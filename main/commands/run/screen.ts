import type { Clock, Timer } from '../../../shared/lib/index.ts';
import type { TextStream } from '../front-door.ts';

const redrawIntervalMs = 250;

const enterScreen = '\u001B[?1049h\u001B[?25l';
const leaveScreen = '\u001B[?25h\u001B[?1049l';
const home = '\u001B[H';
const clearRestOfLine = '\u001B[K';
const clearBelow = '\u001B[J';

export interface Screen {
  open(): void;
  /** Gives the terminal back as it was. May be called twice. */
  close(): void;
}

/**
 * The terminal while a run draws on it, four times a second. It uses the alternate screen, so that a resize can't leave
 * half lines behind and what stood there before comes back. Owns the redraw timer and the screen from `open` to `close`.
 */
export function createScreen(options: {
  terminal: TextStream;
  clock: Clock;
  render: (size: { columns: number; rows: number }) => string[];
}): Screen {
  const { terminal, clock, render } = options;
  let redraw: Timer | undefined;

  const draw = (): void => {
    const lines = render({ columns: terminal.columns ?? 80, rows: terminal.rows ?? 24 });
    terminal.write(home + lines.map((line) => line + clearRestOfLine).join('\r\n') + clearBelow);
    redraw = clock.schedule(redrawIntervalMs, draw);
  };
  return {
    open: () => {
      terminal.write(enterScreen);
      draw();
    },
    close: () => {
      if (!redraw) return;
      redraw.cancel();
      redraw = undefined;
      terminal.write(leaveScreen);
    },
  };
}
