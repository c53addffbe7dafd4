import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTopicraft } from '../support/topicraft-command.ts';

const fixtures = path.resolve(import.meta.dirname, '../integration/fixtures/tls');

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
  file = path.join(folder, 'broker.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('topicraft broker --config', () => {
  it('runs a broker with logins and TLS, whose password is in the environment', async () => {
    const certificate = path.relative(folder, path.join(fixtures, 'server.pem'));
    const config = {
      sasl: { mechanisms: ['SCRAM-SHA-256'], users: [{ name: 'alice', password: '${env:ALICE}' }] },
      tls: { certificate, privateKey: path.join(fixtures, 'key.pem') },
    };
    await writeFile(file, JSON.stringify(config));
    const command = startTopicraft(['broker', '--config', file], { environment: { ALICE: 'a wonder-land' } });
    const { bootstrap } = await command.line<{ bootstrap: string; type?: never }>(() => true);
    const admin = new Kafka({
      brokers: [bootstrap],
      logLevel: logLevel.NOTHING,
      ssl: { rejectUnauthorized: false },
      sasl: { mechanism: 'scram-sha-256', username: 'alice', password: 'a wonder-land' },
    }).admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual([]);
    await admin.disconnect();
    command.signal('SIGTERM');
    expect((await command.ended).code).toBe(0);
  });

  it.each([
    ['no JSON', '{"sasl": hunter2', 'is not JSON'],
    ['an unknown part', '{"ssl": {}}', 'ssl'],
    ['an unknown mechanism', '{"sasl": {"mechanisms": ["GSSAPI"]}}', 'sasl.mechanisms.0'],
    ['a variable that is not set', '{"sasl": {"users": [{"name": "a", "password": "${env:NOT_SET}"}]}}', 'NOT_SET'],
    ['a file that is not there', '{"tls": {"certificate": "none.pem", "privateKey": "none.pem"}}', 'none.pem'],
    ['a principal without a type', '{"authorizer": {"superUsers": ["alice"]}}', 'authorizer.superUsers.0'],
  ])('says what is wrong with %s', async (_name, text, said) => {
    await writeFile(file, text);
    const { code, errors } = await startTopicraft(['broker', '--config', file]).ended;
    expect(code).toBe(1);
    expect(errors).toContain(said);
    expect(errors).not.toContain('hunter2');
  });
});
