import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRecordReader } from '../../main/cluster/index.ts';
import { testConnection } from '../../main/engine/connections/index.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import type { ConnectionSettings } from '../../shared/connection/index.ts';
import { allRecords, createTopics, groupsOf, textOf, writeRecords } from '../support/record-topics.ts';
import { type SecuredKafka, startSecuredKafka } from './real-kafka/secured-kafka.ts';

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

let kafka: SecuredKafka;
let certificate: string;

beforeAll(async () => {
  kafka = await startSecuredKafka();
  certificate = await readFile(kafka.certificateFile, 'utf8');
  await createTopics(kafka.plainBootstrap, { orders: 2 });
  await writeRecords(kafka.plainBootstrap, [
    { topic: 'orders', partition: 0, value: 'one' },
    { topic: 'orders', partition: 1, value: 'two' },
  ]);
});
afterAll(() => kafka.stop());

function settings(mechanism: (typeof mechanisms)[number], password = kafka.user.password): ConnectionSettings {
  return {
    brokers: [kafka.bootstrap],
    tls: { ca: [certificate] },
    sasl: { mechanism, username: kafka.user.name, password },
  };
}

async function tried(connection: ConnectionSettings) {
  const outcome = await testConnection(connection, systemClock);
  expect(JSON.stringify(outcome)).not.toContain(kafka.user.password);
  return outcome;
}

describe('a real Kafka with TLS and a login', () => {
  it.each(mechanisms)('gives its records with %s, and leaves no group', async (mechanism) => {
    const reader = createRecordReader({ connection: settings(mechanism), clock: systemClock });
    onTestFinished(() => reader.close());
    const records = await allRecords(reader.read({ topics: ['orders'], from: { type: 'beginning' }, follow: false }));
    expect(records.map(({ value }) => textOf(value)).sort()).toEqual(['one', 'two']);
    expect(await groupsOf(kafka.plainBootstrap)).toEqual([]);
  });

  it.each(mechanisms)('is a connection that works with %s', async (mechanism) => {
    expect(await tried(settings(mechanism))).toMatchObject({ ok: true, brokers: 1, topics: 1 });
  });

  it.each(mechanisms)('refuses a wrong password with %s', async (mechanism) => {
    expect(await tried(settings(mechanism, 'hunter2'))).toMatchObject({ failedAt: 'authenticate' });
  });

  it('is told to be TLS where we come without', async () => {
    expect(await tried({ brokers: [kafka.bootstrap] })).toMatchObject({
      failedAt: 'tls',
      remedy: expect.stringMatching(/^Turn TLS on/),
    });
  });

  it('is told to have no TLS where it has none', async () => {
    expect(await tried({ brokers: [kafka.plainBootstrap], tls: {} })).toMatchObject({
      failedAt: 'tls',
      remedy: expect.stringMatching(/^Turn TLS off/),
    });
  });

  it('is told not to be trusted', async () => {
    const { tls: _tls, ...others } = settings('plain');
    expect(await tried({ ...others, tls: {} })).toMatchObject({
      failedAt: 'tls',
      message: expect.stringMatching(/not trusted/),
    });
  });

  it('is told to want a login', async () => {
    const { sasl: _sasl, ...others } = settings('plain');
    expect(await tried(others)).toMatchObject({
      failedAt: 'authenticate',
      message: expect.stringMatching(/wants a login; it offers .*SCRAM-SHA-256/),
    });
  });

  it('is told to have no login where it has none', async () => {
    const { sasl } = settings('plain');
    expect(await tried({ brokers: [kafka.plainBootstrap], ...(sasl && { sasl }) })).toMatchObject({
      failedAt: 'authenticate',
      message: expect.stringMatching(/does not authenticate with SASL/),
    });
  });
});
