import path from 'node:path';
import { z } from 'zod';
import type { ClientCommands, ClientLogin } from './foreign-client.ts';
import { codecs, parseConsumedRecord } from './record-line.ts';

/** What setup has made ready, and where: see install-clients.ts. */
export interface InstalledClients {
  /** Interpreter of a virtual environment that has confluent-kafka. */
  python: string;
  /** Class path of the Java program, its libraries included. */
  javaClassPath: string;
  /** The compiled franz-go program; null where the run leaves franz-go out (see README.md). */
  franzGo: string | null;
}

/** For a Java program that lives for seconds: compiled thoroughly it would be done before it is fast. */
const briefJava = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** Every client that the broker is tried with, by the name it has in the tests. */
export function foreignClients(installed: InstalledClients): ClientCommands[] {
  const here = import.meta.dirname;
  return [
    kcat,
    ownProgram('confluent-kafka', installed.python, [path.join(here, 'confluent-kafka/client.py')]),
    ownProgram('java', 'java', [...briefJava, '-cp', installed.javaClassPath, 'KafkaClientProgram']),
    ownProgram('kafkajs', process.execPath, ['--no-warnings', path.join(here, 'kafkajs/program.ts')]),
    // 2.12.1 goes on with an old epoch when its transactional id is taken up by a second process, and is fenced by Kafka 4.4 too.
    {
      ...ownProgram('@platformatic/kafka', process.execPath, [
        '--no-warnings',
        path.join(here, 'platformatic/program.ts'),
      ]),
      transact: undefined,
    },
    ...(installed.franzGo === null ? [] : [ownProgram('franz-go', installed.franzGo, [])]),
  ];
}

/** A program of ours around a client library; all of them take the same orders. */
function ownProgram(name: string, program: string, before: readonly string[]): ClientCommands {
  return {
    name,
    codecs,
    produce: ({ bootstrap, topic, codec, login }) => ({
      program,
      arguments: [...before, 'produce', bootstrap, topic, codec],
      environment: environmentOf(login),
    }),
    toInput: (record) => JSON.stringify(record),
    consume: ({ bootstrap, group, count, topics, sharing, login }) => ({
      program,
      arguments: [...before, 'consume', bootstrap, group, String(count), ...topics],
      environment: { ...environmentOf(login), ...(sharing !== undefined && { TOPICRAFT_SHARING: sharing }) },
    }),
    fromOutput: parseConsumedRecord,
    transact: ({ bootstrap, group, source, target, count }) => ({
      program,
      arguments: [...before, 'transact', bootstrap, group, source, target, String(count)],
    }),
  };
}

/** What a program is told of its login, where it can log in at all. */
function environmentOf(login: ClientLogin | undefined): Record<string, string> {
  if (!login) return {};
  return {
    TOPICRAFT_SASL_MECHANISM: login.mechanism,
    TOPICRAFT_SASL_USERNAME: login.username,
    TOPICRAFT_SASL_PASSWORD: login.password,
    TOPICRAFT_AUTHORITY: login.authorityFile,
  };
}

const keySeparator = '\u001f';
const kcatHeaders = { source: 'kcat', 'content-type': 'application/json' };

const kcat: ClientCommands = {
  name: 'kcat',
  codecs,
  fixedHeaders: kcatHeaders,
  produce: ({ bootstrap, topic, codec }) => ({
    program: 'kcat',
    arguments: words(
      ['-P', '-b', bootstrap, '-t', topic, '-z', codec, '-K', keySeparator, '-Z', '-X', 'enable.idempotence=true'],
      Object.entries(kcatHeaders).flatMap(([name, value]) => ['-H', `${name}=${value}`]),
    ),
  }),
  // An empty value is sent as null (-Z).
  toInput: ({ key, value }) => `${key}${keySeparator}${value ?? ''}`,
  consume: ({ bootstrap, group, count, topics }) => ({
    program: 'kcat',
    arguments: words(
      ['-b', bootstrap, '-J', '-q', '-c', String(count)],
      ['-X', 'auto.offset.reset=earliest', '-X', 'fetch.wait.max.ms=100'],
      ['-G', group, ...topics],
    ),
  }),
  fromOutput: (line) => {
    const { headers, payload, offset, ...rest } = kcatRecord.parse(JSON.parse(line));
    return { ...rest, offset: String(offset), value: payload, headers: pairsToRecord(headers) };
  },
};

const words = (...parts: readonly string[][]) => parts.flat();

const kcatRecord = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  key: z.string(),
  payload: z.string().nullable(),
  headers: z.array(z.string()),
});

/** kcat prints headers as one list: name, value, name, value. */
function pairsToRecord(pairs: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index < pairs.length; index += 2) record[pairs[index] ?? ''] = pairs[index + 1] ?? '';
  return record;
}
