import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Codec, codecs, type ConsumedRecord, parseRecordToProduce, type RecordToProduce } from './record-line.ts';

export interface ConsumeOrder {
  bootstrap: string;
  group: string;
  /** The program ends after this many records, or a few more where its client hands over whole batches. */
  count: number;
  topics: string[];
  /** Aborted by SIGTERM. */
  stopping: AbortSignal;
}

export interface TransactOrder {
  bootstrap: string;
  group: string;
  source: string;
  target: string;
  count: number;
}

/** A client library behind the command line that ../README.md describes; for the programs written in TypeScript. */
export interface ClientProgram {
  produce(bootstrap: string, topic: string, codec: Codec, records: AsyncIterable<RecordToProduce[]>): Promise<void>;
  consume(order: ConsumeOrder, print: (record: ConsumedRecord) => void): Promise<void>;
  transact?(order: TransactOrder): Promise<void>;
}

const linesPerBatch = 500;

/** Runs the order on the command line. */
export async function runClientProgram(program: ClientProgram): Promise<void> {
  const [action, bootstrap, ...rest] = z
    .tuple([z.enum(['produce', 'consume', 'transact']), z.string()], z.string())
    .parse(process.argv.slice(2));
  if (action === 'produce') {
    const [topic, codec] = z.tuple([z.string(), z.enum(codecs)]).parse(rest);
    await program.produce(bootstrap, topic, codec, recordsOfStandardInput());
    return;
  }
  if (action === 'transact') {
    const words = z.tuple([z.string(), z.string(), z.string(), z.coerce.number<string>().int()]).parse(rest);
    const [group, source, target, count] = words;
    if (!program.transact) throw new Error('this client is not tried with transactions');
    await program.transact({ bootstrap, group, source, target, count });
    return;
  }
  const [group, count, ...topics] = z.tuple([z.string(), z.coerce.number<string>().int()], z.string()).parse(rest);
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  await program.consume({ bootstrap, group, count, topics, stopping: stop.signal }, (record) => {
    process.stdout.write(`${JSON.stringify(record)}\n`);
  });
}

async function* recordsOfStandardInput(): AsyncGenerator<RecordToProduce[]> {
  let batch: RecordToProduce[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    batch.push(parseRecordToProduce(line));
    if (batch.length < linesPerBatch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
