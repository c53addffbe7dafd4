import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Codec, ConsumedRecord, RecordToProduce } from './record-line.ts';

/** How a client gets into a broker that doesn't let in everybody. */
export interface ClientLogin {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  username: string;
  password: string;
  /** PEM: who vouches for the broker. */
  authorityFile: string;
}

export interface ProduceOrder {
  bootstrap: string;
  topic: string;
  codec: Codec;
  records: readonly RecordToProduce[];
  login?: ClientLogin;
}

export interface ConsumeOrder {
  bootstrap: string;
  group: string;
  topics: readonly string[];
  /** The client ends after this many records, or a few more where it hands over whole batches. */
  count: number;
  /** How it shares partitions out with others: `consumer` is the protocol of KIP-848; otherwise the client's own default. */
  sharing?: 'consumer' | 'cooperative';
  login?: ClientLogin;
}

export interface TransactOrder {
  bootstrap: string;
  group: string;
  source: string;
  target: string;
  /** The client ends once it has handed on so many records. */
  count: number;
}

/** How one client is told to produce or consume; what it is told and what it answers are lines of text. */
export interface ClientCommands {
  readonly name: string;
  readonly codecs: readonly Codec[];
  /** The headers that every record has, where the client can't give each record its own. */
  readonly fixedHeaders?: Readonly<Record<string, string>>;
  produce(order: Omit<ProduceOrder, 'records'>): Command;
  toInput(record: RecordToProduce): string;
  consume(order: ConsumeOrder): Command;
  fromOutput(line: string): ConsumedRecord;
  /** Absent where the client knows no transactions. */
  transact?: ((order: TransactOrder) => Command) | undefined;
}

export interface Command {
  program: string;
  arguments: readonly string[];
  /** Beside the environment of the tests. */
  environment?: Readonly<Record<string, string>>;
}

/** Resolves when the client has ended and said that every record is acknowledged. */
export async function produceWith(client: ClientCommands, order: ProduceOrder): Promise<void> {
  const running = start(client.produce(order));
  running.input.end(order.records.map((record) => `${client.toInput(record)}\n`).join(''));
  await running.ended;
}

/** A client's member of a group. */
export interface ForeignConsumer {
  /** Each record as it comes. Ends when the client has ended in good order; throws when it failed. */
  readonly records: AsyncIterable<ConsumedRecord>;
  /** Asks it to commit what it has printed, to leave the group and to end. */
  stop(): void;
  /** Ends it at once, as a crash would: nothing is committed and nobody leaves the group. */
  kill(): Promise<void>;
}

export function startConsumer(client: ClientCommands, order: ConsumeOrder): ForeignConsumer {
  const running = start(client.consume(order));
  running.input.end();
  return {
    records: parsedLines(running, (line) => client.fromOutput(line)),
    stop: () => running.child.kill('SIGTERM'),
    kill: async () => {
      running.child.kill('SIGKILL');
      await running.ended.catch(() => undefined);
    },
  };
}

/** All that the client consumed until it ended by itself. */
export async function consumeWith(client: ClientCommands, order: ConsumeOrder): Promise<ConsumedRecord[]> {
  const consumed: ConsumedRecord[] = [];
  for await (const record of startConsumer(client, order).records) consumed.push(record);
  return consumed;
}

/** Resolves when the client has handed on its records in transactions. */
export async function transactWith(client: ClientCommands, order: TransactOrder): Promise<void> {
  if (!client.transact) throw new Error(`${client.name} knows no transactions`);
  const running = start(client.transact(order));
  running.input.end();
  running.output.resume();
  await running.ended;
}

interface RunningProgram {
  child: ChildProcessByStdio<Writable, Readable, Readable>;
  input: Writable;
  output: Readable;
  /** Rejects with the end of standard error when the program failed. */
  ended: Promise<void>;
}

const errorTailLength = 4_000;

function start(command: Command): RunningProgram {
  const child = spawn(command.program, command.arguments, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...command.environment },
  });
  let errorTail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorTail = (errorTail + text).slice(-errorTailLength);
  });
  // A program that ends before it has read everything says why on standard error; the broken pipe adds nothing.
  child.stdin.on('error', () => undefined);
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('close', (code, signal) => {
    if (code === 0) resolve();
    else reject(new Error(`${command.program} ended with ${signal ?? `exit code ${code}`}: ${errorTail.trim()}`));
  });
  ended.catch(() => undefined);
  return { child, input: child.stdin, output: child.stdout, ended };
}

async function* parsedLines<T>(running: RunningProgram, parse: (line: string) => T): AsyncGenerator<T> {
  for await (const line of createInterface({ input: running.output })) yield parse(line);
  await running.ended;
}
