import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

/** Colours a text, or leaves it as it is where there are none. */
export type Paint = (style: Style, text: string) => string;

export function createPaint(colors: boolean): Paint {
  // Whether the stream takes colours has been decided already; styleText must not decide again by process.stdout.
  return colors ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
