import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ClientPropertiesOptions,
  type ClientPropertiesOutcome,
  readClientProperties,
} from './client-properties.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(text: string, options: Partial<ClientPropertiesOptions> = {}): Promise<ClientPropertiesOutcome> {
  const file = path.join(folder, 'client.properties');
  await writeFile(file, text);
  return await readClientProperties(file, { environment: {}, ...options });
}

function codesOf(outcome: ClientPropertiesOutcome): string[] {
  return outcome.diagnostics.map(({ code, place }) => `${place.line ?? '-'} ${place.field ?? '-'} ${code}`);
}

describe('client properties', () => {
  it('name the cluster', async () => {
    expect(await read('# ours\nbootstrap.servers = one:9092, two:9093\nclient.id: me\n')).toEqual({
      ok: true,
      connection: { brokers: ['one:9092', 'two:9093'], clientId: 'me' },
      diagnostics: [],
    });
  });

  it('take the cluster from the command where it is given there', async () => {
    expect(await read('security.protocol=SSL', { bootstrap: 'three:9092' })).toMatchObject({
      connection: { brokers: ['three:9092'], tls: {} },
    });
  });

  it.each([
    ['PLAIN', 'plain'],
    ['SCRAM-SHA-256', 'scram-sha-256'],
    ['SCRAM-SHA-512', 'scram-sha-512'],
  ])('log in by %s with a JAAS configuration, its secret from the environment', async (name, mechanism) => {
    const text = String.raw`bootstrap.servers=one:9092
security.protocol=SASL_SSL
sasl.mechanism=${name}
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
  username="alice" \
  password="${'${env:SECRET}'}";
`;
    expect(await read(text, { environment: { SECRET: 'p=w;d' } })).toEqual({
      ok: true,
      connection: { brokers: ['one:9092'], tls: {}, sasl: { mechanism, username: 'alice', password: 'p=w;d' } },
      diagnostics: [],
    });
  });

  it("log in with librdkafka's names", async () => {
    const text = `bootstrap.servers=one:9092
security.protocol=sasl_plaintext
sasl.mechanisms=PLAIN
sasl.username=alice
sasl.password=secret`;
    expect(await read(text)).toMatchObject({
      connection: { sasl: { mechanism: 'plain', username: 'alice', password: 'secret' } },
    });
  });

  it('take certificates from PEM files beside them', async () => {
    await writeFile(path.join(folder, 'ca.pem'), 'AUTHORITY');
    await writeFile(path.join(folder, 'client.pem'), 'KEY AND CHAIN');
    const text = `bootstrap.servers=one:9092
security.protocol=SSL
ssl.truststore.type=PEM
ssl.truststore.location=ca.pem
ssl.keystore.type=PEM
ssl.keystore.location=client.pem
ssl.key.password=secret
ssl.endpoint.identification.algorithm=
`;
    expect(await read(text)).toMatchObject({
      ok: true,
      connection: {
        tls: {
          ca: ['AUTHORITY'],
          cert: 'KEY AND CHAIN',
          key: 'KEY AND CHAIN',
          passphrase: 'secret',
          verifyHostName: false,
        },
      },
    });
  });

  it('leave unused what is not about connecting, and say so', async () => {
    const outcome = await read('bootstrap.servers=one:9092\nacks=all\n');
    expect(outcome.ok).toBe(true);
    expect(codesOf(outcome)).toEqual(['2 acks property-not-used']);
  });

  it('refuse what they can not keep safe, each with its line', async () => {
    const outcome = await read(`bootstrap.servers=one
security.protocol=SASL_SSL
sasl.mechanism=GSSAPI
ssl.truststore.location=trust.jks
sasl.kerberos.service.name=kafka
sasl.password=\${env:NOT_SET}
`);
    expect(outcome.ok).toBe(false);
    expect(codesOf(outcome).sort()).toEqual([
      '1 bootstrap.servers property-invalid',
      '3 sasl.mechanism property-unsupported',
      '4 ssl.truststore.location property-invalid',
      '4 ssl.truststore.location property-unsupported',
      '5 sasl.kerberos.service.name property-unsupported',
      '6 sasl.password environment-variable-missing',
    ]);
  });

  it('say that nothing names a cluster, that no secret is given, or that there is no file', async () => {
    expect(codesOf(await read('security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN'))).toEqual([
      '- sasl.jaas.config property-missing',
      '- bootstrap.servers property-missing',
    ]);
    const missing = await readClientProperties(path.join(folder, 'none'), { environment: {} });
    expect(codesOf(missing)).toEqual(['- - properties-unreadable']);
  });

  it('never quote a value', async () => {
    const outcome = await read(
      'bootstrap.servers=hunter2\nsecurity.protocol=hunter2\nsasl.password=hunter2\nssl.protocol=hunter2\nacks=hunter2',
    );
    expect(outcome.ok).toBe(false);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });
});
