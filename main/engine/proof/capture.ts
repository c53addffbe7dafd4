import type { TestOutcome } from '../../../shared/contract/index.ts';
import type { Consumer, Graph, Topic } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { StoredRecord } from '../../cluster/index.ts';
import { causeHeader, eventIdHeader, originOfRecord, traceparentHeader, type TrialInput } from '../../runtime/index.ts';
import type { CapturedCall, CapturedRecord } from '../../tracing/index.ts';

export type ProofFaultCode = 'record-gone' | 'node-unknown' | 'not-saved';

type TrialRecord = Extract<TrialInput, { type: 'records' }>['records'][number];

/** What a handler gave before. */
export interface GivenBefore {
  readonly emitted: readonly {
    readonly topic: string;
    readonly key: string | null;
    /** Undefined where it has gone from its topic, and tracing has kept only a part of it. */
    readonly value: string | null | undefined;
    /** Undefined where the record has gone from its topic. */
    readonly headers: Readonly<Record<string, string>> | undefined;
  }[];
  readonly error: TestOutcome['error'];
  readonly durationMs: number;
}

/** A call of a handler as it can be made again. */
export interface Capture {
  readonly records: readonly TrialRecord[];
  readonly conditions: { readonly seed: number; readonly attempt: number; readonly clockMs: number[] };
  /** Undefined where it isn't known. */
  readonly before: GivenBefore | undefined;
  /** What could not be had. */
  readonly notes: readonly string[];
}

export interface CaptureSource {
  readonly graph: Graph;
  /** The record that stands at a place; undefined where none does any more. Topics by the cluster's names. */
  readonly read: (place: { topic: string; partition: number; offset: string }) => Promise<StoredRecord | undefined>;
}

/** Records read at a time. */
const readTogether = 32;

/** How an attempt ended that came to an end by what its handler did. */
const comparable: ReadonlySet<CapturedCall['outcome']> = new Set([
  'done',
  'failed',
  'timed-out',
  'worker-lost',
  'refused',
]);

/** Headers that the runtime writes, and no handler. */
const own: ReadonlySet<string> = new Set([eventIdHeader, causeHeader, traceparentHeader]);

/** A call that tracing knows. Rejects with a Fault `record-gone`. */
export async function captureCall(call: CapturedCall, source: CaptureSource): Promise<Capture> {
  const notes: string[] = [];
  const records = await readAll(call.records, async (record) => {
    const found = await readSame(record, source);
    const topic = topicOf(source.graph, record)?.name ?? record.topic.name;
    const { eventId: id, partition, offset } = record;
    if (found) return trialRecord(found, { id, topic });
    if (!record.kept?.isWhole) throw gone(record);
    notes.push(`${placeText(record)} has gone from its topic. Its headers are not known, and its time is not.`);
    const { key, value } = record.kept;
    const timestampMs = record.timestampMs ?? call.startedMs ?? 0;
    return { id, topic, partition, offset, timestampMs: Math.floor(timestampMs), key, value, headers: [] };
  });
  if (records.length < call.callRecords) {
    notes.push(`The call had ${call.callRecords} records, and tracing knows ${records.length} of them.`);
  }
  const clockMs = call.clockMs.length > 0 ? [...call.clockMs] : [Math.floor(call.startedMs ?? 0)];
  const before = await givenBefore(call, source, notes);
  return { records, conditions: { seed: call.seed, attempt: call.tries, clockMs }, before, notes };
}

/** A record that tracing knows nothing of: what its handler gave isn't known. */
export function captureRecord(record: StoredRecord, topic: string, seed: number): Capture {
  const { id } = originOfRecord({ ...record, offset: String(record.offset) }, topic);
  return {
    records: [trialRecord(record, { id, topic })],
    conditions: { seed, attempt: 1, clockMs: [Math.max(0, record.timestampMs)] },
    before: undefined,
    notes: ['Tracing doesn’t know that this handler has handled the event, so what it gave then can’t be compared.'],
  };
}

/** The consumer of this id. Throws a Fault `node-unknown`. */
export function consumerOf({ nodes }: Graph, id: string): Consumer {
  const node = nodes.find((each) => each.id === id);
  if (node?.kind === 'consumer') return node;
  throw new Fault<ProofFaultCode>('node-unknown', 'That consumer is not in the graph any more.');
}

/** The graph's topic as it is called now. */
export function topicOf({ nodes }: Graph, { topic }: Pick<CapturedRecord, 'topic'>): Topic | undefined {
  const byId = nodes.find(({ id }) => id === topic.id);
  if (byId?.kind === 'topic') return byId;
  return nodes.find((node): node is Topic => node.kind === 'topic' && node.name === topic.name);
}

async function givenBefore(
  call: CapturedCall,
  source: CaptureSource,
  notes: string[],
): Promise<GivenBefore | undefined> {
  if (!comparable.has(call.outcome)) {
    notes.push(`That attempt did not come to an end (${call.outcome}), so there is nothing to compare with.`);
    return undefined;
  }
  if (call.isCut) notes.push('Of what it emitted then only a part is known.');
  let cut = 0;
  let goneRecords = 0;
  const emitted = await readAll(call.emitted, async (record) => {
    const topic = topicOf(source.graph, record);
    const encoding = topic?.format === 'bytes' ? 'base64' : 'utf8';
    const found = await readSame(record, source);
    const { key = null, value = null } = found ?? record.kept ?? {};
    if (!found) goneRecords += 1;
    if (!found && !record.kept?.isWhole) cut += 1;
    return {
      topic: topic?.name ?? record.topic.name,
      key: key && textOf(key),
      value: found || record.kept?.isWhole ? value && Buffer.from(value).toString(encoding) : undefined,
      headers: found && headersOf(found),
    };
  });
  if (goneRecords > 0) {
    const rest = cut > 0 ? `; of ${cut} the value is known only in part and not compared` : '';
    notes.push(
      `${goneRecords} of the ${emitted.length} records that it emitted have gone from their topics: their headers are not compared${rest}.`,
    );
  }
  const { error, startedMs = 0, endedMs = startedMs } = call;
  return {
    emitted,
    error: error && { name: 'Error', message: error.message, stack: error.stack ?? error.message },
    durationMs: endedMs - startedMs,
  };
}

/** What stands at the record's place, if it is that very event. */
async function readSame(record: CapturedRecord, { read }: CaptureSource): Promise<StoredRecord | undefined> {
  const { topic, partition, offset, eventId } = record;
  const found = await read({ topic: topic.kafkaName, partition, offset });
  // A topic that was made again, or a broker that began anew, has others at the same places.
  return found && originOfRecord({ ...found, offset }, topic.name).id === eventId ? found : undefined;
}

function trialRecord(
  { partition, offset, timestampMs, key, value, headers }: StoredRecord,
  { id, topic }: { id: string; topic: string },
): TrialRecord {
  return {
    id,
    topic,
    partition,
    offset: String(offset),
    timestampMs,
    key,
    value,
    headers: headers.map((header): [string, Uint8Array | null] => [header.name, header.value]),
  };
}

function headersOf({ headers }: StoredRecord): Record<string, string> {
  const theirs = headers.filter(({ name }) => !own.has(name));
  return Object.fromEntries(theirs.map(({ name, value }) => [name, value === null ? '' : textOf(value)]));
}

async function readAll<Item, Read>(items: readonly Item[], read: (item: Item) => Promise<Read>): Promise<Read[]> {
  const all: Read[] = [];
  for (let from = 0; from < items.length; from += readTogether) {
    all.push(...(await Promise.all(items.slice(from, from + readTogether).map(read))));
  }
  return all;
}

function gone(record: CapturedRecord): Fault<ProofFaultCode> {
  return new Fault(
    'record-gone',
    `${placeText(record)} has gone from its topic, and tracing has kept only a part of it, so the handler can’t be run on it again.`,
  );
}

function placeText({ topic, partition, offset }: CapturedRecord): string {
  return `${topic.name} ${partition}:${offset}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
