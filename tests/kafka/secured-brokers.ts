import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedBroker } from './embedded-broker.ts';
import { startSecuredKafka } from './real-kafka/secured-kafka.ts';

/** A broker that asks for TLS and a login, and goes by ACLs. Whoever started it stops it. */
export interface SecuredBroker {
  /** `127.0.0.1:PORT` */
  readonly bootstrap: string;
  /** PEM: who vouches for the broker. */
  readonly certificateFile: string;
  /** May do everything, and log in by all three mechanisms. */
  readonly user: { name: string; password: string };
  /** May do nothing that no ACL gives, and logs in by PLAIN. */
  readonly stranger: { name: string; password: string };
  stop(): Promise<void>;
}

const fixtures = path.resolve(import.meta.dirname, '../integration/fixtures/tls');

async function startSecuredEmbeddedBroker(): Promise<SecuredBroker> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-secured-'));
  const certificateFile = path.join(fixtures, 'authority.pem');
  const user = { name: 'alice', password: 'a wonder-land' };
  const stranger = { name: 'mallory', password: 'let me in' };
  const config = {
    sasl: { users: [user, stranger] },
    tls: { certificate: path.join(fixtures, 'server.pem'), privateKey: path.join(fixtures, 'key.pem') },
    authorizer: { superUsers: [`User:${user.name}`] },
  };
  const file = path.join(folder, 'broker.json');
  await writeFile(file, JSON.stringify(config));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const broker = await startEmbeddedBroker(['--config', file]);
    const stop = async () => {
      await broker.stop();
      await remove();
    };
    return { bootstrap: broker.bootstrap, certificateFile, user, stranger, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** How each of the two is started. */
export const securedBrokers: readonly { name: string; id: 'real' | 'embedded'; start: () => Promise<SecuredBroker> }[] =
  [
    { id: 'real', name: 'real Kafka', start: () => startSecuredKafka({ withAcls: true }) },
    { id: 'embedded', name: 'topicraft broker', start: startSecuredEmbeddedBroker },
  ];
