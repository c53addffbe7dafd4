import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startRealKafka } from './real-kafka.ts';

const run = promisify(execFile);

/** An Apache Kafka whose clients come by TLS and log in. Whoever started it stops it. */
export interface SecuredKafka {
  /** `127.0.0.1:PORT`, for tests that look behind what a client did: neither TLS nor a login. */
  readonly plainBootstrap: string;
  /** `127.0.0.1:PORT` of the listener with TLS and SASL (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512). */
  readonly bootstrap: string;
  /** PEM: the broker's certificate, signed by itself, so it's the authority too. */
  readonly certificateFile: string;
  /** Known to all three mechanisms. */
  readonly user: { name: string; password: string };
  /** Known to PLAIN alone; may do nothing where there are ACLs. */
  readonly stranger: { name: string; password: string };
  /** Ends the broker in good order and deletes its data and its certificate. */
  stop(): Promise<void>;
}

const user = { name: 'alice', password: 'a wonder-land' };
const stranger = { name: 'mallory', password: 'let me in' };
const storePassword = 'only-for-tests';

/**
 * Starts one Apache Kafka with a listener for TLS and SASL, and a certificate of its own that the JDK's keytool makes. With ACLs
 * the user may do everything, and so may who comes without TLS.
 */
export async function startSecuredKafka({ withAcls = false } = {}): Promise<SecuredKafka> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-certificate-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const keyStore = path.join(folder, 'broker.p12');
    const certificateFile = path.join(folder, 'broker.pem');
    await makeCertificate(keyStore, certificateFile);
    const kafka = await startRealKafka({
      listener: { name: 'SECURED', securityProtocol: 'SASL_SSL' },
      settings: { ...listenerSettings(keyStore), ...(withAcls && authorizerSettings) },
      formatArguments: ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${user.name},password=${user.password}]`,
      ]),
    });
    const stop = async () => {
      await kafka.stop();
      await remove();
    };
    if (kafka.listenerBootstrap === undefined) throw new Error('Kafka has no secured listener');
    return {
      plainBootstrap: kafka.bootstrap,
      bootstrap: kafka.listenerBootstrap,
      certificateFile,
      user,
      stranger,
      stop,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const authorizerSettings = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': `User:ANONYMOUS;User:${user.name}`,
};

async function makeCertificate(keyStore: string, certificateFile: string): Promise<void> {
  const store = ['-keystore', keyStore, '-storetype', 'PKCS12', '-storepass', storePassword, '-alias', 'broker'];
  const subject = ['-dname', 'CN=topicraft-tests', '-ext', 'san=ip:127.0.0.1,dns:localhost', '-validity', '2'];
  await run('keytool', ['-genkeypair', ...store, '-keyalg', 'RSA', '-keysize', '2048', ...subject]);
  await run('keytool', ['-exportcert', '-rfc', ...store, '-file', certificateFile]);
}

function listenerSettings(keyStore: string): Record<string, string> {
  const login = 'org.apache.kafka.common.security';
  const listener = {
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': keyStore,
    'ssl.keystore.password': storePassword,
    'ssl.key.password': storePassword,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required ${[user, stranger].map(({ name, password }) => `user_${name}="${password}"`).join(' ')};`,
    'scram-sha-256.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
  };
  return Object.fromEntries(Object.entries(listener).map(([name, value]) => [`listener.name.secured.${name}`, value]));
}
