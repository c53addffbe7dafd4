import { describe, expect, it } from 'vitest';
import { ScramExchange } from './scram.ts';

/** The example of RFC 7677, section 3. */
const example = {
  nonce: 'rOprNGfwEbeRWgbNEkqO',
  serverFirst: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  clientFinal:
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  serverFinal: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
};

function exchange(password = 'pencil', username = 'user'): ScramExchange {
  return new ScramExchange({ hash: 'sha256', username, password, nonce: example.nonce });
}

describe('SCRAM', () => {
  it('says what RFC 7677 has in its example', async () => {
    const scram = exchange();
    expect(scram.firstMessage()).toBe(`n,,n=user,r=${example.nonce}`);
    expect(await scram.finalMessage(example.serverFirst)).toBe(example.clientFinal);
    expect(() => scram.checkServer(example.serverFinal)).not.toThrow();
  });

  it('escapes what would end a user name', () => {
    expect(exchange('pencil', 'a=b,c').firstMessage()).toBe(`n,,n=a=3Db=2Cc,r=${example.nonce}`);
  });

  it.each([
    ['a proof of another password', 'v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='],
    ['no proof at all', 'v='],
    ['an error', 'e=invalid-proof'],
  ])('does not trust a broker that answers with %s', async (_what, serverFinal) => {
    const scram = exchange();
    await scram.finalMessage(example.serverFirst);
    expect(() => scram.checkServer(serverFinal)).toThrow(/broker/);
  });

  it.each([
    ['with a nonce of its own', 'r=somethingelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'],
    ['with our nonce alone', `r=${example.nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`],
    ['without salt', `r=${example.nonce}more,i=4096`],
    ['with too few iterations', `r=${example.nonce}more,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1`],
    ['with iterations without end', `r=${example.nonce}more,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000000000`],
    ['with no number', `r=${example.nonce}more,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=x`],
  ])('goes no further with a broker that begins %s', async (_what, serverFirst) => {
    await expect(exchange().finalMessage(serverFirst)).rejects.toThrow(/SCRAM/);
  });
});
