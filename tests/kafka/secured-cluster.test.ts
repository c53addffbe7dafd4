import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, parseLines, repositoryFolder, startTopicraft } from '../support/topicraft-command.ts';
import { type SecuredKafka, startSecuredKafka } from './real-kafka/secured-kafka.ts';
import { freshName, recordCountOf } from './topics.ts';

const basicKafka = path.join(repositoryFolder, 'examples/basic-kafka');
const eventCount = 6;

let kafka: SecuredKafka;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
  kafka = await startSecuredKafka();
});

afterAll(async () => {
  await kafka.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a small project with a properties file that holds these lines; the password comes by the environment. */
async function runWith(prefix: string, password: string, lines: readonly string[]): Promise<CommandResult> {
  const file = path.join(folder, `${prefix}.properties`);
  await writeFile(file, [`bootstrap.servers=${kafka.bootstrap}`, ...lines, ''].join('\n'));
  const words = ['run', basicKafka, '--events', String(eventCount), '--json', '--create-topics', '--prefix', prefix];
  return await startTopicraft([...words, '--config', file], { environment: { CLUSTER_PASSWORD: password } }).ended;
}

function login(mechanism: string): string[] {
  const module = mechanism === 'PLAIN' ? 'plain.PlainLoginModule' : 'scram.ScramLoginModule';
  return [
    'security.protocol=SASL_SSL',
    `sasl.mechanism=${mechanism}`,
    `sasl.jaas.config=org.apache.kafka.common.security.${module} required \\`,
    `  username="${kafka.user.name}" password="\${env:CLUSTER_PASSWORD}";`,
  ];
}

function trust(): string[] {
  return ['ssl.truststore.type=PEM', `ssl.truststore.location=${kafka.certificateFile}`];
}

describe('a real Kafka with TLS and a login', () => {
  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])('runs a project by --config with %s', async (mechanism) => {
    const prefix = freshName(mechanism);
    const { code, errors, output } = await runWith(prefix, kafka.user.password, [...login(mechanism), ...trust()]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(parseLines(output).at(-1)).toMatchObject({ type: 'ended', reason: 'events-done', totals: { errors: 0 } });
    expect(await recordCountOf(kafka.plainBootstrap, `${prefix}.temperatures`)).toBe(eventCount);
  });

  it.each(['PLAIN', 'SCRAM-SHA-256'])('refuses a wrong password with %s, and says so without it', async (mechanism) => {
    const { code, errors, output } = await runWith(freshName('wrong'), 'hunter2', [...login(mechanism), ...trust()]);
    expect(code).toBe(1);
    expect(errors).toMatch(/authentication/i);
    expect(errors).not.toContain('    at ');
    expect(errors + output).not.toContain('hunter2');
  });

  it('is not trusted where its certificate is not', async () => {
    const { code, errors } = await runWith(freshName('untrusted'), kafka.user.password, login('PLAIN'));
    expect(code).toBe(1);
    expect(errors).toMatch(/certificate/i);
    expect(errors).not.toContain('    at ');
  });

  it('does not answer a client without TLS, which is told so', async () => {
    const { code, errors } = await runWith(freshName('plain'), '', []);
    expect(code).toBe(1);
    expect(errors).toContain(kafka.bootstrap);
    expect(errors).not.toContain('    at ');
  });
});
