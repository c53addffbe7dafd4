import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeScramCredential, scramMechanisms } from './scram-credential.ts';
import type { SaslExchange } from './exchange.ts';
import { plainExchange } from './plain.ts';
import { scramExchange } from './scram-exchange.ts';

const exchanges: [string, () => SaslExchange][] = [
  ['PLAIN', () => plainExchange((user) => (user === 'user' ? 'pencil' : undefined))],
  ...scramMechanisms.map((mechanism): [string, () => SaslExchange] => {
    const credential = makeScramCredential(mechanism, 'pencil');
    return [mechanism, () => scramExchange({ mechanism, credentialOf: () => credential })];
  }),
];

/** Pieces that tokens are made of, in any order, and what is none. */
const piece = fc.constantFrom(
  'n',
  ',',
  '=',
  'a=',
  'c=',
  'biws',
  'r=',
  'p=',
  'm=',
  '=2C',
  '=3D',
  'user',
  '\0',
  'é',
  'AAAA',
);
const token = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.array(piece, { maxLength: 20 }).map((pieces) => Buffer.from(pieces.join(''))),
  fc.constant(Buffer.from('n,,n=user,r=abc')),
);

describe.each(exchanges)('a login by %s', (_name, begin) => {
  it('lets nobody in by chance and never throws, whatever the tokens are', () => {
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 4 }), (tokens) => {
        const exchange = begin();
        for (const one of tokens) expect(['challenge', 'failed']).toContain(exchange.answer(one).type);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('takes no long time for a long token', () => {
    for (const unit of ['=', ',', 'n=', 'r=a', ',a=b', '\0', 'c=biws,r=a,']) {
      const long = Buffer.from(unit.repeat(40_000));
      expect(begin().answer(long).type).toBe('failed');
      const exchange = begin();
      exchange.answer(Buffer.from('n,,n=user,r=abc'));
      expect(exchange.answer(long).type).toBe('failed');
    }
    expect(begin().answer(Buffer.from(`n,,n=${'=2C'.repeat(100_000)}`)).type).toBe('failed');
  });
});
