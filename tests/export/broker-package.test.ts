import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBrokerPackage } from '../../build/broker-package.ts';
import { npmIn } from '../support/exported-services.ts';
import { writeProject } from '../support/project-folder.ts';
import { repositoryFolder } from '../support/topicraft-command.ts';

const execute = promisify(execFile);
const installed = (name: string) => path.join(repositoryFolder, 'node_modules', name);

/** What a user writes who has no types but the package's own: not even Node's. */
const userInTypeScript = `import { startBroker, BrokerError, type Broker, type NewTopic } from 'topicraft-broker';
const topics: (string | NewTopic)[] = ['orders', { name: 'payments', partitions: 3, config: { 'retention.ms': '1000' } }];
export async function use(): Promise<string> {
  const broker: Broker = await startBroker({ topics, port: 0 });
  await broker.createTopic('more');
  await broker.reset();
  await broker.close();
  return broker.bootstrap;
}
export const explain = (error: unknown): string => (error instanceof BrokerError && error.code === 'topic-exists' ? 'there' : '');
// @ts-expect-error: there is no such option
void startBroker({ dataDirectory: '.' });
// @ts-expect-error: a port is a number
void startBroker({ port: '9092' });
// @ts-expect-error: there is no such code
export const code: BrokerError['code'] = 'other';
`;

const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  target: 'es2022',
  lib: ['es2022'],
  types: [],
  module: 'nodenext',
};

const testWithKafkajs = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kafka, logLevel } from 'kafkajs';
import { startBroker } from 'topicraft-broker';

test('a group reads what was sent', async () => {
  const broker = await startBroker({ topics: [{ name: 'orders', partitions: 2 }], autoCreateTopics: false });
  const kafka = new Kafka({ brokers: [broker.bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: 'billing', maxWaitTimeInMs: 50 });
  try {
    await Promise.all([producer.connect(), consumer.connect()]);
    await producer.send({ topic: 'orders', messages: ['a', 'b'].map((value, partition) => ({ value, partition })) });
    await consumer.subscribe({ topic: 'orders', fromBeginning: true });
    const values = new Set();
    await new Promise((resolve) => consumer.run({
      eachMessage: async ({ message }) => {
        values.add(message.value.toString());
        if (values.size === 2) resolve();
      },
    }));
    assert.deepEqual([...values].sort(), ['a', 'b']);
    await assert.rejects(broker.createTopic('orders'), { name: 'BrokerError', code: 'topic-exists' });
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
    await broker.close();
  }
});
`;

const testInCommonJs = `const assert = require('node:assert/strict');
const { test } = require('node:test');
const { startBroker, BrokerError } = require('topicraft-broker');
test('CommonJS', async () => {
  const broker = await startBroker();
  await broker.close();
  await assert.rejects(startBroker({ port: -1 }), BrokerError);
});
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-broker-package-'));
  const made = path.join(folder, 'package');
  await makeBrokerPackage(made);
  await mkdir(path.join(folder, 'user'));
  await npmIn(made, 'pack', '--pack-destination', path.join(folder, 'user'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is a tarball that installs offline in an empty folder, type-checks there and serves kafkajs', async () => {
  const user = path.join(folder, 'user');
  const [tarball = ''] = await readdir(user);
  expect(tarball).toMatch(/^topicraft-broker-\d+\.\d+\.\d+\.tgz$/);
  await writeProject(user, {
    'package.json': '{"name": "user", "private": true, "type": "module"}',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['user.ts', 'common.cts'] }),
    'user.ts': userInTypeScript,
    'common.cts': "import { startBroker } from 'topicraft-broker';\nexport const start = startBroker;\n",
    'kafkajs.test.js': testWithKafkajs,
    'common.test.cjs': testInCommonJs,
  });
  await npmIn(user, 'install', '--offline', '--no-audit', '--no-fund', `./${tarball}`);
  expect(await readdir(path.join(user, 'node_modules'))).toEqual(['.package-lock.json', 'topicraft-broker']);
  await execute(process.execPath, [installed('typescript/bin/tsc'), '-p', user]).catch(rejectWithOutput);
  await symlink(installed('kafkajs'), path.join(user, 'node_modules/kafkajs'));
  const { stdout } = await execute(process.execPath, ['--test', '--test-reporter=tap'], { cwd: user }).catch(
    rejectWithOutput,
  );
  expect(stdout).toMatch(/^# pass 2$/m);
});

it('has its licence, those of what is bundled, how it is used, and needs no package', async () => {
  const read = (name: string) => readFile(path.join(folder, 'package', name), 'utf8');
  const manifest = JSON.parse(await read('package.json')) as Record<string, unknown>;
  const root = JSON.parse(await readFile(path.join(repositoryFolder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(manifest).toMatchObject({ name: 'topicraft-broker', version: root['version'], license: 'MIT' });
  expect(manifest).not.toHaveProperty('dependencies');
  expect(await read('LICENSE')).toContain('MIT License');
  const licences = await read('THIRD-PARTY-LICENSES.txt');
  for (const name of ['fzstd', 'lz4js', 're2js', 'snappyjs'])
    expect(licences).toMatch(new RegExp(`^${name} \\S+ \\(`, 'm'));
  expect(await read('README.md')).toContain('startBroker');
  const imports = [...(await read('index.js')).matchAll(/^import .* from "(.*)";$/gm)].map(([, from]) => from);
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((from) => !from?.startsWith('node:'))).toEqual([]);
});

function rejectWithOutput(error: unknown): never {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  throw new Error(`${stdout}\n${stderr}`, { cause: error });
}
