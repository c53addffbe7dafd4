import { describe, expect, it } from 'vitest';
import { payloadForm, payloadText, shortText } from './payload-text.ts';

const large = 100_000;

describe('the form of a payload', () => {
  it.each([
    ['{"a":1}', 'json'],
    ['[1]', 'json'],
    ['"text"', 'json'],
    ['12', 'json'],
    ['', 'text'],
    ['a: 1\n\tb', 'text'],
    ['{"a":', 'text'],
    ['größe 注文', 'text'],
    [Uint8Array.of(0, 0, 0, 1, 65), 'bytes'],
    [Uint8Array.of(255, 254), 'bytes'],
    [`{"a":"${'x'.repeat(large)}"}\n`, 'json'],
    [` [${'1,'.repeat(large)}1]`, 'json'],
    [`{"a":"${'x'.repeat(large)}`, 'text'],
    ['é'.repeat(large), 'text'],
    [new Uint8Array(large), 'bytes'],
  ] as const)('of %j is %s', (payload, form) => {
    expect(payloadForm(typeof payload === 'string' ? Buffer.from(payload) : payload)).toBe(form);
  });

  it('of nothing is null', () => {
    expect(payloadForm(null)).toBe('null');
  });
});

describe('the text of a payload', () => {
  it('is its beginning, in whole characters', () => {
    expect(payloadText(Buffer.from('é'.repeat(large)), 'text', 512)).toBe('é'.repeat(512));
    expect(payloadText(Buffer.from(`${'a'.repeat(511)}🚚🚚`), 'text', 512)).toBe('a'.repeat(511));
    expect(payloadText(Buffer.from('short'), 'text', 512)).toBe('short');
  });

  it('is hexadecimal for bytes', () => {
    expect(payloadText(Uint8Array.of(0, 171, 255), 'bytes', 512)).toBe('00abff');
    expect(payloadText(new Uint8Array(large), 'bytes', 512)).toBe('0'.repeat(512));
  });

  it('of a key is text where it is text', () => {
    expect(shortText(Buffer.from('order-1'), 256)).toBe('order-1');
    expect(shortText(Uint8Array.of(1, 2), 256)).toBe('0102');
    expect(shortText(new Uint8Array(1000), 256)).toHaveLength(256);
    expect(shortText(Buffer.from('k'.repeat(1000)), 256)).toBe('k'.repeat(256));
  });

  it('takes no longer for a large payload than for a small one', () => {
    const huge = Buffer.alloc(50_000_000, 'x');
    let decodedBytes = 0;
    const counted = new Proxy(huge, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (property !== 'subarray') return value;
        return (start: number, end?: number) => {
          const part = target.subarray(start, end);
          decodedBytes += part.byteLength;
          return part;
        };
      },
    });
    expect(payloadForm(counted)).toBe('text');
    expect(payloadText(counted, 'text', 512)).toHaveLength(512);
    expect(decodedBytes).toBeLessThan(20_000);
  });
});
