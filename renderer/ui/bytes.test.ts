import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asText, fromBase64, hexDump, textToBase64, toBase64 } from './bytes.ts';

describe('bytes', () => {
  it('go to base64 and back, as Node has it', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
    expect(toBase64(new Uint8Array(100_000)).length).toBe(133_336);
  });

  it('are text only where they are UTF-8', () => {
    expect(asText(fromBase64(textToBase64('grün ✓')))).toBe('grün ✓');
    expect(asText(Uint8Array.of(0xc3, 0x28))).toBeUndefined();
  });

  it('are shown in rows of sixteen', () => {
    expect(hexDump(new TextEncoder().encode('Topicraft draws it'))).toBe(
      [
        '00000000  54 6f 70 69 63 72 61 66 74 20 64 72 61 77 73 20  Topicraft draws ',
        '00000010  69 74                                            it',
      ].join('\n'),
    );
  });
});
