import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { mayAnswer } from './request-guard.ts';
import { createToken, offersToken } from './token.ts';

const asked = (headers: Record<string, string>, originNeeded = false): boolean =>
  mayAnswer({ headers } as unknown as IncomingMessage, originNeeded);

describe('a request', () => {
  it.each(['127.0.0.1:4000', 'localhost:4000', '[::1]:4000', 'localhost'])('is ours at %s', (host) => {
    expect(asked({ host })).toBe(true);
    expect(asked({ host, origin: `http://${host}` }, true)).toBe(true);
  });

  it.each([
    'evil.example:4000',
    '127.0.0.1.evil.example',
    'localhost.',
    '10.0.0.1:4000',
    '127.0.0.1:4000@evil',
    '',
    '0',
  ])('is refused at the host "%s"', (host) => expect(asked({ host })).toBe(false));

  it('is refused without a host', () => {
    expect(asked({})).toBe(false);
  });

  it.each([
    'http://evil.example',
    'http://127.0.0.1:4001',
    'http://localhost:4000',
    'https://127.0.0.1:4000',
    'null',
    '',
  ])('is refused from the origin "%s"', (origin) => expect(asked({ host: '127.0.0.1:4000', origin })).toBe(false));

  it('must tell its origin where that is needed', () => {
    expect(asked({ host: '127.0.0.1:4000' }, true)).toBe(false);
  });
});

describe('a token', () => {
  it('is found among the subprotocols, whole only', () => {
    const token = createToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(offersToken(`topicraft, topicraft.token.${token}`, token)).toBe(true);
    expect(offersToken(`topicraft, topicraft.token.${token.slice(1)}`, token)).toBe(false);
    expect(offersToken(`topicraft, topicraft.token.${createToken()}`, token)).toBe(false);
    expect(offersToken('topicraft, topicraft.token.', token)).toBe(false);
    expect(offersToken(token, token)).toBe(false);
    expect(offersToken(undefined, token)).toBe(false);
  });
});
