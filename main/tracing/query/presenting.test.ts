import { describe, expect, it } from 'vitest';
import { placeInStack, textOfStored } from './presenting.ts';

describe('the line of a handler', () => {
  it.each([
    [
      'Error: no\n    at handle (handlers/charge-card.ts:12:9)\n    at lib (handlers/lib/x.ts:1:1)',
      'handlers/charge-card.ts',
      12,
    ],
    ['Error: no\n    at async handlers/pay.ts:3:14', 'handlers/pay.ts', 3],
    ['Error: no\n    at process (node:internal/process:95:5)\n    at handlers/pay.ts:7:1', 'handlers/pay.ts', 7],
    ['Error: at handlers/not-a-place\n    at run (src/lib/shelf.mjs:40:2)', 'src/lib/shelf.mjs', 40],
  ])('is the first place in the project: %s', (stack, file, line) => {
    expect(placeInStack(stack)).toMatchObject({ file, line });
  });

  it.each(['', 'Error: no', 'Error: no\n    at /usr/lib/x.js:1:2', 'Error: no\n    at node:fs:1:2'])(
    'is none where no frame is of the project: %s',
    (stack) => {
      expect(placeInStack(stack)).toBeUndefined();
    },
  );
});

describe('kept bytes', () => {
  it('are text up to where they were cut, and otherwise hexadecimal', () => {
    const text = new TextEncoder().encode('Köln €');
    expect(textOfStored(text)).toBe('Köln €');
    expect(textOfStored(text.subarray(0, text.byteLength - 1))).toBe('Köln ');
    expect(textOfStored(Uint8Array.of(0xff, 0xfe, 0x00, 0x01, 0x02))).toBe('fffe000102');
    expect(textOfStored(new Uint8Array())).toBe('');
    expect(textOfStored(null)).toBeNull();
    expect(textOfStored('a key')).toBe('a key');
  });
});
