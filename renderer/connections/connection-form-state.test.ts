import { describe, expect, it } from 'vitest';
import { draftOf, fieldsOf, freshConnection, problemOfFields } from './connection-form-state.ts';

describe('a connection in its form', () => {
  it('becomes a draft without what its modes leave out', () => {
    expect(draftOf({ ...freshConnection, brokers: 'a:9092, b:9093' })).toEqual({
      name: 'local',
      brokers: ['a:9092', 'b:9093'],
      secrets: { password: null, key: null, passphrase: null },
    });
  });

  it('leaves secrets as they are while their fields are empty, and writes what was typed', () => {
    const fields = {
      ...freshConnection,
      mechanism: 'plain' as const,
      username: 'dev',
      encryption: 'mtls' as const,
      cert: 'CERT',
    };
    expect(draftOf(fields).secrets).toEqual({});
    expect(draftOf({ ...fields, password: 'pw' }).secrets).toEqual({ password: 'pw' });
  });

  it('comes back as it was saved', () => {
    const fields = fieldsOf({
      id: 'c1',
      name: 'staging',
      brokers: ['a:9092'],
      prefix: 'dev',
      tls: { ca: ['CA'], serverName: 'kafka' },
      sasl: { mechanism: 'scram-sha-512', username: 'dev' },
      secrets: { password: true, key: false, passphrase: false },
    });
    expect(draftOf(fields)).toEqual({
      id: 'c1',
      name: 'staging',
      brokers: ['a:9092'],
      prefix: 'dev',
      tls: { ca: ['CA'], serverName: 'kafka' },
      sasl: { mechanism: 'scram-sha-512', username: 'dev' },
      secrets: { key: null, passphrase: null },
    });
  });

  it.each([
    [{ name: ' ' }, 'A connection needs a name.'],
    [{ brokers: '' }, 'One broker is needed, as host:port.'],
    [{ brokers: 'a:9092 kafka' }, 'kafka is not host:port.'],
    [{ encryption: 'mtls' as const }, 'mTLS needs a certificate.'],
    [{ mechanism: 'plain' as const }, 'Signing in needs a user.'],
    [{}, undefined],
  ])('%o: %s', (changes, problem) => expect(problemOfFields({ ...freshConnection, ...changes })).toBe(problem));
});
