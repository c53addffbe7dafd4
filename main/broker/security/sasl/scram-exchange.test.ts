import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scramCredentialFrom } from './scram-credential.ts';
import { scramExchange } from './scram-exchange.ts';

/** The example of RFC 7677. */
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const credential = scramCredentialFrom('SCRAM-SHA-256', {
  salt,
  iterations: 4096,
  saltedPassword: pbkdf2Sync('pencil', salt, 4096, 32, 'sha256'),
});
const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const clientFirst = 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO';
const proof = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';

function begin(users: readonly string[] = ['user']) {
  const exchange = scramExchange({
    mechanism: 'SCRAM-SHA-256',
    credentialOf: (user) => (users.includes(user) ? credential : undefined),
    nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  });
  return (text: string) => {
    const step = exchange.answer(Buffer.from(text));
    return step.type === 'failed' ? step : { ...step, token: Buffer.from(step.token).toString() };
  };
}

describe('a SCRAM exchange', () => {
  it('goes as in RFC 7677', () => {
    const answer = begin();
    expect(answer(clientFirst)).toEqual({
      type: 'challenge',
      token: `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
    });
    expect(answer(`c=biws,r=${nonce},p=${proof}`)).toEqual({
      type: 'done',
      token: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
      user: 'user',
    });
  });

  it.each([
    ['a wrong proof', `c=biws,r=${nonce},p=${proof.replace('d', 'e')}`],
    ['a proof of another length', `c=biws,r=${nonce},p=${Buffer.from('short').toString('base64')}`],
    ['no proof', `c=biws,r=${nonce}`],
    ['another nonce', `c=biws,r=${nonce}x,p=${proof}`],
    ['another channel binding', `c=eSws,r=${nonce},p=${proof}`],
    ['nothing', ''],
  ])('fails with %s, and stays over', (_name, text) => {
    const answer = begin();
    answer(clientFirst);
    expect(answer(text)).toEqual({ type: 'failed', message: undefined });
    expect(answer(`c=biws,r=${nonce},p=${proof}`).type).toBe('failed');
  });

  it.each([
    ['nothing', ''],
    ['binary', '\0\xff'],
    ['channel binding that is wanted', 'p=tls-unique,,n=user,r=abc'],
    ['no nonce', 'n,,n=user'],
    ['a mandatory extension', 'n,,m=x,n=user,r=abc'],
    ['a name with a bare equals sign', 'n,,n=us=er,r=abc'],
    ['a delegation token', 'n,,n=user,r=abc,tokenauth=true'],
  ])('does not begin with %s', (_name, text) => {
    expect(begin()(text)).toEqual({ type: 'failed', message: undefined });
  });

  it('asks a user whom nobody knows for a proof too, with the same salt each time, and fails then', () => {
    const strange = clientFirst.replace('user', 'nobody');
    const answer = begin();
    const first = answer(strange);
    expect(first).toMatchObject({ type: 'challenge' });
    expect(begin()(strange)).toEqual(first);
    expect(answer(`c=biws,r=${nonce},p=${proof}`)).toEqual({ type: 'failed', message: undefined });
  });

  it('takes escapes in a name, and an authorization id only of the user itself', () => {
    expect(begin(['a,b=c'])('n,a=a=2Cb=3Dc,n=a=2Cb=3Dc,r=abc')).toMatchObject({ type: 'challenge' });
    expect(begin()('n,a=root,n=user,r=abc')).toMatchObject({
      message: 'Authentication failed: Client requested an authorization id that is different from username',
    });
  });
});
