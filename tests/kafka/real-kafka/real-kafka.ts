import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { installKafka } from './install.ts';

const run = promisify(execFile);
const startLimitMs = 240_000;
const stopLimitMs = 20_000;

/** A running Apache Kafka. Whoever started it stops it; if this process ends first, the broker is killed with it. */
export interface RealKafka {
  /** `127.0.0.1:PORT`. */
  readonly bootstrap: string;
  readonly processId: number;
  /** `127.0.0.1:PORT` of the listener that the options ask for. */
  readonly listenerBootstrap: string | undefined;
  /** The folder of Kafka's jars, which a Java client can be compiled and run against. */
  readonly jars: string;
  /** From the start of the broker's process to its first answer, in milliseconds; formatting its storage comes before. */
  readonly startupMs: number;
  /** Ends the broker in good order and deletes its data. */
  stop(): Promise<void>;
}

export interface RealKafkaOptions {
  /** The usual one of the tests by default. */
  version?: string;
  /** Broker settings beside or instead of the defaults: `{ 'num.partitions': '3' }`. */
  settings?: Record<string, string>;
  /** A listener beside the plain one. */
  listener?: ExtraListener;
  /** Told to the tool that formats the data folder, such as the users of SCRAM. */
  formatArguments?: readonly string[];
}

export interface ExtraListener {
  /** In capitals; its settings begin with `listener.name.` and the name in small letters. */
  name: string;
  securityProtocol: 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
}

/**
 * Starts one Apache Kafka (broker and controller in one process, KRaft) on 127.0.0.1 with data of its own, and resolves
 * when it answers. Its defaults are Kafka's, except what a single node cannot have (three replicas of its own topics)
 * and the first rebalance's three seconds of grace, which would be paid by each of the many groups of the tests.
 */
export async function startRealKafka(options: RealKafkaOptions = {}): Promise<RealKafka> {
  const jars = await installKafka(options.version);
  const directory = await mkdtemp(path.join(tmpdir(), 'topicraft-kafka-'));
  try {
    const ports = await freePorts();
    const { listener } = options;
    const settingsFile = path.join(directory, 'server.properties');
    const bootstrap = `127.0.0.1:${ports.plain}`;
    await writeFile(settingsFile, properties({ ...settings(directory, ports, listener), ...options.settings }));
    await writeFile(path.join(directory, 'log4j2.properties'), loggingSettings);
    const java = [
      '-cp',
      path.join(jars, '*'),
      `-Dlog4j2.configurationFile=${path.join(directory, 'log4j2.properties')}`,
    ];
    const clusterId = randomBytes(16).toString('base64url');
    // The id may begin with a hyphen, which by itself would be taken for an option.
    const formatArguments = [
      'format',
      `--cluster-id=${clusterId}`,
      '-c',
      settingsFile,
      ...(options.formatArguments ?? []),
    ];
    await run('java', [...java, 'kafka.tools.StorageTool', ...formatArguments]);
    const startedMs = performance.now();
    const broker = spawn('java', ['-Xms256m', '-Xmx1g', ...java, 'kafka.Kafka', settingsFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const killWithParent = () => broker.kill('SIGKILL');
    process.once('exit', killWithParent);
    const stop = async () => {
      await end(broker);
      process.off('exit', killWithParent);
      await rm(directory, { recursive: true, force: true });
    };
    try {
      await started(broker);
      await answers(bootstrap);
    } catch (error) {
      await stop();
      throw error;
    }
    const startupMs = performance.now() - startedMs;
    const listenerBootstrap = listener && `127.0.0.1:${ports.listener}`;
    return { bootstrap, processId: broker.pid ?? 0, listenerBootstrap, jars, startupMs, stop };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

function settings(directory: string, ports: Ports, extra: ExtraListener | undefined): Record<string, string> {
  const open = [
    `PLAINTEXT://127.0.0.1:${ports.plain}`,
    ...(extra ? [`${extra.name}://127.0.0.1:${ports.listener}`] : []),
  ];
  const protocols = ['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT'];
  if (extra) protocols.push(`${extra.name}:${extra.securityProtocol}`);
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    listeners: [...open, `CONTROLLER://127.0.0.1:${ports.controller}`].join(),
    'advertised.listeners': open.join(),
    'listener.security.protocol.map': protocols.join(),
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': path.join(directory, 'data'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
}

function properties(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const startedLine = 'Kafka Server started';
const loggingSettings = `rootLogger.level=warn
rootLogger.appenderRef.console.ref=CONSOLE
appender.console.type=Console
appender.console.name=CONSOLE
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d] %p %m (%c)%n
logger.started.name=kafka.server.KafkaRaftServer
logger.started.level=info
`;

type Ports = Readonly<Record<'plain' | 'controller' | 'listener', number>>;

/** Ports that are free now; all are held until all are known, so they differ. */
async function freePorts(): Promise<Ports> {
  const servers = { plain: createServer(), controller: createServer(), listener: createServer() };
  const ports = {
    plain: await takePort(servers.plain),
    controller: await takePort(servers.controller),
    listener: await takePort(servers.listener),
  };
  for (const server of Object.values(servers)) {
    server.close();
    await once(server, 'close');
  }
  return ports;
}

async function takePort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port');
  return address.port;
}

/** Resolves at the line that Kafka logs when it is up; rejects with the end of its log when it dies or takes too long. */
async function started(broker: ChildProcess): Promise<void> {
  const recentLines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (what: string) => reject(new Error(`${what}:\n${recentLines.join('\n')}`));
  const deadline = setTimeout(() => fail(`Kafka did not start within ${startLimitMs} ms`), startLimitMs);
  broker.once('error', reject);
  broker.once('exit', (code, signal) => fail(`Kafka ended while it started (${signal ?? code})`));
  for (const stream of [broker.stdout, broker.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      recentLines.push(line);
      if (recentLines.length > 40) recentLines.shift();
      if (line.includes(startedLine)) resolve();
    });
  }
  await promise.finally(() => clearTimeout(deadline));
}

async function answers(bootstrap: string): Promise<void> {
  const admin = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 20 } }).admin();
  await admin.connect();
  await admin.describeCluster();
  await admin.disconnect();
}

async function end(broker: ChildProcess): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return;
  const exited = once(broker, 'exit');
  broker.kill('SIGTERM');
  const deadline = setTimeout(() => broker.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(deadline);
}
