import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import {
  type AclFilter,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  Kafka,
  logLevel,
  ResourcePatternTypes,
  type SASLOptions,
} from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningBroker, type SecurityOptions, startBroker } from '../../main/broker/index.ts';
import { withAdminClient } from '../support/with-admin.ts';

const pem = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../integration/fixtures/tls', `${name}.pem`), 'utf8');
const tls = { certificate: pem('server'), privateKey: pem('key') };
const trusting = { ca: [pem('authority')] };
const withCertificate = { ...trusting, cert: pem('client'), key: pem('key') };
const password = 'a wonder-land';
const login = (mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', word = password): SASLOptions => ({
  mechanism,
  username: 'alice',
  password: word,
});
const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

let folder: string;
let broker: RunningBroker | undefined;
let logged: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
  logged = [];
});
afterEach(async () => {
  await broker?.close();
  broker = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(security: SecurityOptions, dataDirectory?: string): Promise<RunningBroker> {
  const started = await startBroker({
    security,
    ...(dataDirectory !== undefined && { dataDirectory }),
    onLog: ({ message }) => logged.push(message),
  });
  broker = started;
  return started;
}

async function withAdmin<Result>(
  settings: { ssl?: ConnectionOptions; sasl?: SASLOptions },
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  return await withAdminClient({ brokers: [broker?.bootstrap ?? ''], retry: { retries: 0 }, ...settings }, use);
}

const everyAcl: AclFilter = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};
/** What a client says to whom the listener says nothing more, in the words of Node or of kafkajs. */
const cutOff = /certificate|alert|closed|ECONNRESET|disconnected/i;
const listTopics = (admin: Admin) => admin.listTopics();
/** Only a super user may. */
const listAcls = async (admin: Admin) => (await admin.describeAcls(everyAcl)).resources;

describe('a listener with TLS', () => {
  it('answers who speaks TLS and trusts its authority', async () => {
    await start({ tls });
    expect(await withAdmin({ ssl: trusting }, listTopics)).toEqual([]);
    await expect(withAdmin({ ssl: {} }, listTopics)).rejects.toThrow('certificate');
  });

  it('closes the connection of who does not speak it, and says why', async () => {
    const { port } = await start({ tls });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255]));
    await once(socket, 'close');
    expect(logged.join()).toContain('the TLS handshake failed');
    expect(await withAdmin({ ssl: trusting }, listTopics)).toEqual([]);
  });

  it('is closed with all who are still at their handshake', async () => {
    const { port } = await start({ tls });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    // One that is answered comes after it, so that the broker has surely taken it.
    await withAdmin({ ssl: trusting }, listTopics);
    const closed = once(socket, 'close');
    await broker?.close();
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('does not start with a key that it cannot read', async () => {
    const privateKey = pem('key-with-passphrase');
    await expect(start({ tls: { ...tls, privateKey } })).rejects.toMatchObject({ code: 'bad-certificate' });
  });

  it('takes a key behind a passphrase', async () => {
    const privateKey = pem('key-with-passphrase');
    await start({ tls: { ...tls, privateKey, privateKeyPassphrase: 'open-sesame' } });
    expect(await withAdmin({ ssl: trusting }, listTopics)).toEqual([]);
  });
});

describe("clients' certificates", () => {
  const clientTls = { ...tls, clientAuthorities: pem('authority') };
  const authorizer = { superUsers: ['User:CN=client'] };

  it('say who a client is', async () => {
    await start({ tls: { ...clientTls, clientAuthentication: 'required' }, authorizer });
    expect(await withAdmin({ ssl: withCertificate }, listAcls)).toEqual([]);
  });

  it('may be required', async () => {
    await start({ tls: { ...clientTls, clientAuthentication: 'required' } });
    await expect(withAdmin({ ssl: trusting }, listTopics)).rejects.toThrow(cutOff);
  });

  it('may be asked for only: who has none is nobody, and a false one is refused', async () => {
    await start({ tls: { ...clientTls, clientAuthentication: 'requested' }, authorizer });
    expect(await withAdmin({ ssl: withCertificate }, listAcls)).toEqual([]);
    expect(await withAdmin({ ssl: trusting }, listTopics)).toEqual([]);
    await expect(withAdmin({ ssl: trusting }, listAcls)).rejects.toMatchObject({
      type: 'CLUSTER_AUTHORIZATION_FAILED',
    });
    const expired = { ...withCertificate, cert: pem('expired') };
    await expect(withAdmin({ ssl: expired }, listTopics)).rejects.toThrow(cutOff);
    expect(logged.join()).toContain('CERT_HAS_EXPIRED');
  });

  it('do not count where nobody asks for them, nor in place of a login', async () => {
    await start({ tls, authorizer });
    await expect(withAdmin({ ssl: withCertificate }, listAcls)).rejects.toThrow('Cluster authorization failed');
    await broker?.close();
    const sasl = { users: [{ name: 'alice', password }] };
    await start({ tls: { ...clientTls, clientAuthentication: 'required' }, authorizer, sasl });
    await expect(withAdmin({ ssl: withCertificate, sasl: login('plain') }, listAcls)).rejects.toThrow(
      'Cluster authorization failed',
    );
  });
});

describe('a listener with logins', () => {
  const sasl = { users: [{ name: 'alice', password }] };

  it.each(mechanisms)('lets in by %s who knows the password, and nobody else', async (mechanism) => {
    await start({ sasl, tls, authorizer: { superUsers: ['User:alice'] } });
    expect(await withAdmin({ ssl: trusting, sasl: login(mechanism) }, listAcls)).toEqual([]);
    await expect(withAdmin({ ssl: trusting, sasl: login(mechanism, 'hunter2') }, listAcls)).rejects.toThrow(
      'Authentication failed',
    );
    await expect(withAdmin({ ssl: trusting }, listTopics)).rejects.toThrow(cutOff);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/hunter2|wonder/);
  });

  it('keeps nothing of the users of its options, so that whom they leave out is out', async () => {
    await start({ sasl }, folder);
    expect(await withAdmin({ sasl: login('scram-sha-512') }, listTopics)).toEqual([]);
    await broker?.close();
    const journal = await readFile(path.join(folder, 'cluster.journal'), 'utf8');
    expect(journal).not.toContain('scram-credential');
    expect(journal).not.toContain(password);
    await start({ sasl: { users: [{ name: 'alice', password: 'anew' }] } }, folder);
    await expect(withAdmin({ sasl: login('scram-sha-512') }, listTopics)).rejects.toThrow('Authentication failed');
    expect(await withAdmin({ sasl: login('scram-sha-512', 'anew') }, listTopics)).toEqual([]);
    await broker?.close();
    await start({ sasl: { users: [{ name: 'somebody', password: 'else' }] } }, folder);
    await expect(withAdmin({ sasl: login('scram-sha-512', 'anew') }, listTopics)).rejects.toThrow(
      'Authentication failed',
    );
  });

  it('keeps ACLs over a restart', async () => {
    const security = { sasl, authorizer: { superUsers: ['User:alice'] } };
    const acl = {
      resourceType: AclResourceTypes.TOPIC,
      resourceName: 'orders',
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:bob',
      host: '*',
      operation: AclOperationTypes.READ,
      permissionType: AclPermissionTypes.ALLOW,
    };
    await start(security, folder);
    await withAdmin({ sasl: login('plain') }, (admin) => admin.createAcls({ acl: [acl] }));
    await broker?.close();
    await start(security, folder);
    expect(await withAdmin({ sasl: login('plain') }, listAcls)).toMatchObject([{ resourceName: 'orders' }]);
  });

  it('closes the connection of a stranger who claims more than a login can be', async () => {
    const { port } = await start({ sasl });
    const socket = connect(port, '127.0.0.1');
    const length = Buffer.alloc(4);
    length.writeInt32BE(524_289);
    socket.write(length);
    await once(socket, 'close');
    expect(logged.join()).toContain('at most 524288 are allowed');
  });

  it('takes large requests of who is logged in', async () => {
    await start({ sasl });
    const producer = new Kafka({
      brokers: [broker?.bootstrap ?? ''],
      logLevel: logLevel.NOTHING,
      sasl: login('plain'),
    }).producer();
    await producer.connect();
    const value = Buffer.alloc(900_000, 'x');
    const [answer] = await producer.send({ topic: 'large', messages: [{ value }] });
    expect(answer).toMatchObject({ errorCode: 0, baseOffset: '0' });
    await producer.disconnect();
  });
});
