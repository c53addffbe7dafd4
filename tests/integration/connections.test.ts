import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startBroker } from '../../main/broker/index.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import type { ConnectionDraft, ConnectionTest } from '../../shared/contract/index.ts';
import type { Clock } from '../../shared/lib/index.ts';
import {
  type FakeAnswers,
  type FakeBroker,
  type FakeBrokerOptions,
  startFakeBroker,
  startServer,
} from '../support/fake-broker.ts';
import { brokerWith, groupsOf } from '../support/record-topics.ts';
import { type EngineClient, testEngine } from '../support/test-engine.ts';

const password = 'a wonder-land';

function pem(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'fixtures/tls', `${name}.pem`), 'utf8');
}

const trusting = { ca: [pem('authority')] };
const served = { cert: pem('server'), key: pem('key') };

async function attempt(
  brokers: readonly string[],
  draft: Partial<ConnectionDraft> = {},
  clock: Clock = systemClock,
): Promise<ConnectionTest> {
  const { client } = await testEngine({ clock });
  return await tryWith(client, brokers, draft);
}

async function tryWith(client: EngineClient, brokers: readonly string[], draft: Partial<ConnectionDraft>) {
  const outcome = await client.connections.test({ name: 'Test', brokers: [...brokers], secrets: {}, ...draft });
  expect(JSON.stringify(outcome)).not.toContain(password);
  if (!outcome.ok) expect(outcome.remedy).toMatch(/^[A-Z].*\.$/s);
  return outcome;
}

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const broker = await startBroker();
  await broker.close();
  return broker.port;
}

interface ClusterOptions extends FakeBrokerOptions {
  readonly answers?: FakeAnswers;
  /** Where the cluster says that its broker is; where it is, by default. */
  readonly advertisedPort?: number;
  readonly fetchError?: number;
}

/** A cluster of one broker with one topic. */
async function cluster({
  answers,
  advertisedPort,
  fetchError = 0,
  ...options
}: ClusterOptions = {}): Promise<FakeBroker> {
  const partitions = [
    { errorCode: 0, partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1], offlineReplicas: [] },
  ];
  const topicId = 'BBBBBBBBBBBBBBBBBBBBBA';
  const broker = await startFakeBroker(
    {
      metadata: () => ({
        throttleTimeMs: 0,
        errorCode: 0,
        clusterId: 'cluster-id',
        brokers: [{ nodeId: 1, host: '127.0.0.1', port: advertisedPort ?? broker.port }],
        topics: [{ errorCode: 0, name: 'orders', topicId, partitions }],
      }),
      fetch: () => ({
        throttleTimeMs: 0,
        errorCode: 0,
        responses: [
          {
            topic: 'orders',
            topicId,
            partitions: [
              { partitionIndex: 0, errorCode: fetchError, highWatermark: 0n, abortedTransactions: null, records: null },
            ],
          },
        ],
      }),
      ...answers,
    },
    options,
  );
  return broker;
}

/** Only users that are logged in get an answer, with PLAIN. */
function plainLogin(): FakeAnswers {
  return {
    saslHandshake: ({ mechanism }) => ({ errorCode: mechanism === 'PLAIN' ? 0 : 33, mechanisms: ['PLAIN'] }),
    saslAuthenticate: ({ authBytes }) => {
      const isRight = Buffer.from(authBytes).toString() === `\0alice\0${password}`;
      const errorMessage = isRight ? null : 'Authentication failed: Invalid username or password';
      return { errorCode: isRight ? 0 : 58, errorMessage, authBytes: new Uint8Array(0), sessionLifetimeMs: 0n };
    },
  };
}

const alice = { sasl: { mechanism: 'plain', username: 'alice' }, secrets: { password } } as const;

describe('a connection that works', () => {
  it('is told so, and nothing is left behind', async () => {
    const { bootstrap } = await brokerWith({ orders: 2, payments: 1 });
    const outcome = await attempt([bootstrap]);
    expect(outcome).toMatchObject({ ok: true, brokers: 1, topics: 2, clusterId: expect.any(String) });
    expect(await groupsOf(bootstrap)).toEqual([]);
  });

  it('needs one of its addresses', async () => {
    const { bootstrap } = await cluster();
    expect(await attempt([`127.0.0.1:${await closedPort()}`, bootstrap])).toMatchObject({ ok: true });
  });

  it('may come by TLS, with a certificate of its own, and log in', async () => {
    const tls = { ...served, ca: pem('authority'), requestCert: true, rejectUnauthorized: true };
    const { bootstrap } = await cluster({ tls, answers: plainLogin() });
    const outcome = await attempt([bootstrap], {
      tls: { ...trusting, cert: pem('client') },
      sasl: alice.sasl,
      secrets: { password, key: pem('key-with-passphrase'), passphrase: 'open-sesame' },
    });
    expect(outcome).toMatchObject({ ok: true, topics: 1 });
  });

  it('may have a certificate for another name, where that name is given or not looked at', async () => {
    const { bootstrap } = await cluster({ tls: { cert: pem('other-host'), key: pem('key') } });
    expect(await attempt([bootstrap], { tls: { ...trusting, serverName: 'kafka.example.com' } })).toMatchObject({
      ok: true,
    });
    expect(await attempt([bootstrap], { tls: { ...trusting, verifyHostName: false } })).toMatchObject({ ok: true });
  });

  it('is tried with the secrets that are saved', async () => {
    const { client } = await testEngine();
    const { bootstrap } = await cluster({ answers: plainLogin() });
    const saved = await client.connections.save({ name: 'Saved', brokers: [bootstrap], ...alice });
    expect(await client.connections.list()).toEqual([saved]);
    const draft = { id: saved.id, sasl: alice.sasl };
    expect(await tryWith(client, [bootstrap], draft)).toMatchObject({ ok: true });
    expect(await tryWith(client, [bootstrap], { ...draft, secrets: { password: null } })).toMatchObject({ ok: false });
    await client.connections.remove({ id: saved.id });
    expect(await client.connections.list()).toEqual([]);
  });
});

describe('an address that is wrong', () => {
  it('is a name that nobody knows', async () => {
    expect(await attempt(['no-such-host.invalid:9092'])).toMatchObject({
      failedAt: 'resolve',
      message: 'The name no-such-host.invalid can’t be resolved.'.replace('’', "'"),
    });
  });

  it('is a port that nobody listens on', async () => {
    expect(await attempt([`127.0.0.1:${await closedPort()}`])).toMatchObject({
      failedAt: 'connect',
      message: expect.stringMatching(/refused the connection\.$/),
    });
  });

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', /speaks HTTP, not Kafka/],
    ['a login shell', 'SSH-2.0-OpenSSH_9.2\r\n', /speaks SSH, not Kafka/],
    ['something else', 'what do you want?\r\n', /speaks another protocol than Kafka/],
    ['a port of TLS that says so', '\u0015\u0003\u0003\u0000\u0002\u0002\u0050', /speaks TLS/],
  ])('is that of %s', async (_what, greeting, message) => {
    const { port } = await startServer((socket) => {
      socket.on('data', () => socket.end(Buffer.from(greeting, 'latin1')));
    });
    const outcome = await attempt([`127.0.0.1:${port}`]);
    expect(outcome).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });

  it('is that of somebody who hangs up', async () => {
    const { port } = await startServer((socket) => socket.on('data', () => socket.destroy()));
    expect(await attempt([`127.0.0.1:${port}`])).toMatchObject({
      failedAt: 'connect',
      message: expect.stringMatching(/closed the connection without an answer/),
    });
  });

  it('is that of somebody who never says a word', async () => {
    const { port } = await startServer((socket) => socket.resume());
    const hurried: Clock = {
      nowMs: () => Date.now(),
      schedule: (delayMs, run) => systemClock.schedule(delayMs / 20, run),
    };
    expect(await attempt([`127.0.0.1:${port}`], {}, hurried)).toMatchObject({
      failedAt: 'connect',
      message: expect.stringMatching(/did not answer ApiVersions/),
    });
  });

  it("is a controller's", async () => {
    const { bootstrap } = await startFakeBroker({});
    expect(await attempt([bootstrap])).toMatchObject({
      failedAt: 'connect',
      message: expect.stringMatching(/controller/),
    });
  });

  it('is one that the cluster names its broker by', async () => {
    const advertisedPort = await closedPort();
    const { bootstrap } = await cluster({ advertisedPort });
    expect(await attempt([bootstrap])).toMatchObject({
      failedAt: 'read',
      message: expect.stringContaining(`127.0.0.1:${advertisedPort}`),
      remedy: expect.stringContaining('advertised.listeners'),
    });
  });
});

describe('TLS', () => {
  it('is expected where we come without', async () => {
    const { bootstrap } = await cluster({ tls: served });
    expect(await attempt([bootstrap])).toMatchObject({
      failedAt: 'tls',
      remedy: expect.stringMatching(/^Turn TLS on/),
    });
  });

  it.each([
    ['a broker', async () => (await cluster()).bootstrap],
    ['the embedded broker', async () => (await brokerWith({})).bootstrap],
    [
      'a web server',
      async () => {
        const { port } = await startServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')));
        return `127.0.0.1:${port}`;
      },
    ],
  ])('is not spoken by %s', async (_what, start) => {
    expect(await attempt([await start()], { tls: {} })).toMatchObject({
      failedAt: 'tls',
      remedy: expect.stringMatching(/^Turn TLS off/),
    });
  });

  it.each([
    ['from an authority that is not trusted', 'server', {}, /not trusted/],
    ['that has expired', 'expired', trusting, /not valid at this time/],
    ['for another host', 'other-host', trusting, /for another host/],
  ])('has a certificate %s', async (_what, name, tls, message) => {
    const { bootstrap } = await cluster({ tls: { cert: pem(name), key: pem('key') } });
    expect(await attempt([bootstrap], { tls })).toMatchObject({
      failedAt: 'tls',
      message: expect.stringMatching(message),
    });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)("wants a client's certificate with %s", async (version) => {
    const tls = { ...served, ca: pem('authority'), requestCert: true, rejectUnauthorized: true, maxVersion: version };
    const { bootstrap } = await cluster({ tls });
    expect(await attempt([bootstrap], { tls: trusting })).toMatchObject({
      failedAt: 'tls',
      message: expect.stringMatching(/client's certificate/),
    });
  });

  it.each([
    ['a wrong passphrase', { key: pem('key-with-passphrase'), passphrase: 'sesame' }],
    ['no passphrase', { key: pem('key-with-passphrase') }],
    ['a key that is none', { key: 'no key' }],
  ])('can’t use a client’s certificate with %s', async (_what, secrets) => {
    const { bootstrap } = await cluster({ tls: served });
    expect(await attempt([bootstrap], { tls: { ...trusting, cert: pem('client') }, secrets })).toMatchObject({
      failedAt: 'tls',
      message: expect.stringMatching(/certificate or key can't be used/),
    });
  });
});

describe('a login', () => {
  it('is refused for a wrong password', async () => {
    const { bootstrap } = await cluster({ answers: plainLogin() });
    expect(await attempt([bootstrap], { ...alice, secrets: { password: 'hunter2' } })).toMatchObject({
      failedAt: 'authenticate',
      message: expect.stringMatching(/refused the user name or the password/),
    });
  });

  it('is not offered by this mechanism', async () => {
    const { bootstrap } = await cluster({ answers: plainLogin() });
    const sasl = { mechanism: 'scram-sha-256', username: 'alice' } as const;
    expect(await attempt([bootstrap], { sasl, secrets: { password } })).toMatchObject({
      failedAt: 'authenticate',
      message: expect.stringMatching(/does not offer SCRAM-SHA-256; it offers PLAIN/),
    });
  });

  it('is not spoken there', async () => {
    const { bootstrap } = await brokerWith({});
    expect(await attempt([bootstrap], alice)).toMatchObject({
      failedAt: 'authenticate',
      message: expect.stringMatching(/does not authenticate with SASL/),
    });
  });

  it('is wanted where we come without', async () => {
    const { bootstrap } = await cluster({ answers: { ...plainLogin(), metadata: () => undefined } });
    expect(await attempt([bootstrap])).toMatchObject({
      failedAt: 'authenticate',
      message: expect.stringMatching(/wants a login; it offers PLAIN/),
    });
  });
});

describe('a user', () => {
  it('may read none of the topics', async () => {
    const { bootstrap } = await cluster({ fetchError: 29 });
    expect(await attempt([bootstrap])).toMatchObject({ failedAt: 'authorize', remedy: expect.stringMatching(/ACL/) });
  });

  it('may not even look', async () => {
    const metadata = () => ({ throttleTimeMs: 0, errorCode: 31, brokers: [], topics: [] });
    const { bootstrap } = await cluster({ answers: { metadata } });
    expect(await attempt([bootstrap])).toMatchObject({ failedAt: 'authorize' });
  });
});
