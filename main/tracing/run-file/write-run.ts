import { gzipSync } from 'node:zlib';
import { hostOfAttempt, numberInHost } from '../store/attempt-numbers.ts';
import type { Database, SqlRow, SqlValue } from '../store/database.ts';
import { edges, outcomes, waysOfGivingUp } from '../store/rows.ts';
import { idOfStored } from '../store/stored-id.ts';
import { maxRunBytes, runFileFormat, type RunHead, type RunLine } from './run-lines.ts';

export interface WrittenRun {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Traces that had no room; the oldest ones. */
  readonly leftOutTraces: number;
}

const place = `CAST(offset AS TEXT) AS offset`;
const causePlace = `cause_topic, cause_partition, CAST(cause_offset AS TEXT) AS cause_offset`;

/** What is kept of a session, as a file. Undefined where there is no such session. */
export function writeRun(
  database: Database,
  session: number,
  files: Readonly<Record<string, string>>,
  mostBytes = maxRunBytes,
): WrittenRun | undefined {
  const [row] = database.all('SELECT * FROM sessions WHERE id = ?', session);
  if (!row) return undefined;
  const hosts = database.all('SELECT id, number, service FROM hosts WHERE session = ? ORDER BY id', session);
  const hostPlaces = new Map(hosts.map(({ id }, index) => [Number(id), index]));
  const lines = [JSON.stringify(headOf(database, row, hosts, files))];
  let bytes = Buffer.byteLength(lines[0] ?? '');

  const recordsOf = database.prepare(`
    SELECT r.*, ${place.replace('offset', 'r.offset')}, ${causePlace}, e.message, e.code, e.stack
    FROM records r LEFT JOIN errors e ON e.id = r.error WHERE r.trace = ? ORDER BY r.id`);
  const attemptsOf = database.prepare(`
    SELECT a.*, ${place.replace('offset', 'a.offset')}, e.message, e.code, e.stack
    FROM attempts a LEFT JOIN errors e ON e.id = a.error WHERE a.trace = ? ORDER BY a.id`);
  const traces = database.all('SELECT * FROM traces WHERE session = ? ORDER BY id DESC', session);
  let written = 0;
  for (const trace of traces) {
    const id = trace['id'] ?? null;
    const own = [
      JSON.stringify(traceLineOf(trace)),
      ...recordsOf.all(id).map((record) => JSON.stringify(recordLineOf(record, hostPlaces))),
      ...attemptsOf
        .all(id)
        .flatMap((attempt) => attemptLineOf(attempt, hostPlaces) ?? [])
        .map((line) => JSON.stringify(line)),
    ];
    bytes += own.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (bytes > mostBytes) break;
    lines.push(...own);
    written += 1;
  }
  recordsOf.close();
  attemptsOf.close();
  for (const commit of database.all(
    `SELECT node, topic, partition, ${place}, time_ms FROM commits WHERE topic IN (SELECT id FROM topics WHERE log = ?)`,
    row['log'] ?? null,
  )) {
    const line = JSON.stringify(commitLineOf(commit));
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > mostBytes) break;
    lines.push(line);
  }
  const packed = gzipSync(`${lines.join('\n')}\n`);
  return { bytes: new Uint8Array(packed), leftOutTraces: traces.length - written };
}

function headOf(
  database: Database,
  row: SqlRow,
  hosts: readonly SqlRow[],
  files: Readonly<Record<string, string>>,
): RunHead {
  const session = Number(row['id']);
  return {
    topicraft: 'run',
    format: runFileFormat,
    files,
    session: {
      target: String(row['target']),
      seed: Number(row['seed']),
      startedMs: Number(row['started_ms']),
      endedMs: numberOr(row['ended_ms']),
      skippedTraces: Number(row['skipped_traces']),
      lowestShare: Number(row['lowest_share']),
      lostHops: Number(row['lost_hops']),
    },
    hosts: hosts.map((host) => [Number(host['number']), String(host['service'])]),
    nodes: database
      .all('SELECT id, element, name FROM nodes ORDER BY id')
      .map((node) => [Number(node['id']), String(node['element']), String(node['name'])]),
    topics: database
      .all('SELECT id, kafka_name, element, name FROM topics WHERE log = ? ORDER BY id', row['log'] ?? null)
      .map((topic) => [
        Number(topic['id']),
        String(topic['kafka_name']),
        topic['element'] === null ? null : String(topic['element']),
        String(topic['name']),
      ]),
    counts: database
      .all('SELECT node, topic, kind, count FROM counts WHERE session = ?', session)
      .map((each) => [Number(each['node']), Number(each['topic']), String(each['kind']), Number(each['count'])]),
  };
}

function traceLineOf(row: SqlRow): RunLine {
  return {
    type: 'trace',
    trace: idOfStored(row['trace']),
    startedMs: Number(row['started_ms']),
    lastMs: Number(row['last_ms']),
    root:
      row['root_event'] === null
        ? null
        : {
            event: idOfStored(row['root_event']),
            topic: numberOr(row['root_topic']),
            node: numberOr(row['root_node']),
            key: keyOf(row['root_key']),
          },
    records: Number(row['records']),
    attempts: Number(row['attempts']),
    failedAttempts: Number(row['failed_attempts']),
    deadLetters: Number(row['dead_letters']),
  };
}

function recordLineOf(row: SqlRow, hosts: ReadonlyMap<number, number>): RunLine {
  return {
    type: 'record',
    event: idOfStored(row['event']),
    topic: Number(row['topic']),
    partition: numberOr(row['partition']),
    offset: textOr(row['offset']),
    cause: row['cause_event'] === null ? null : idOfStored(row['cause_event']),
    causePlace: placeOf(row['cause_topic'], row['cause_partition'], row['cause_offset']),
    edge: edges[Number(row['edge'])] ?? 'inferred',
    attempt: row['attempt'] === null ? null : attemptOf(row['attempt'], hosts),
    node: numberOr(row['node']),
    sentMs: numberOr(row['sent_ms']),
    appendedMs: numberOr(row['appended_ms']),
    timestampMs: numberOr(row['timestamp_ms']),
    key: keyOf(row['key']),
    keyBytes: numberOr(row['key_bytes']),
    value: base64Of(row['value']),
    valueBytes: numberOr(row['value_bytes']),
    parentSpan: textOr(row['parent_span']),
    error: errorOf(row),
  };
}

function attemptLineOf(row: SqlRow, hosts: ReadonlyMap<number, number>): RunLine | undefined {
  const attempt = attemptOf(row['id'], hosts);
  if (!attempt) return undefined;
  const way = row['given_up'] === null ? undefined : waysOfGivingUp[Number(row['given_up'])];
  const clock = textOr(row['clock']);
  return {
    type: 'attempt',
    attempt,
    slot: Number(row['slot']),
    callRecords: Number(row['call_records']),
    event: idOfStored(row['event']),
    place: placeOf(row['topic'], row['partition'], row['offset']),
    node: Number(row['node']),
    instance: Number(row['instance']),
    tries: Number(row['tries']),
    fetchedMs: numberOr(row['fetched_ms']),
    startedMs: numberOr(row['started_ms']),
    endedMs: numberOr(row['ended_ms']),
    outcome: outcomes[Number(row['outcome'])] ?? 'running',
    counted: Number(row['counted']) === 1,
    error: errorOf(row),
    retryInMs: numberOr(row['retry_in_ms']),
    givenUp: way === undefined ? null : [way, Number(row['given_up_ms'])],
    clockMs: clock === null ? null : (JSON.parse(clock) as number[]),
  };
}

function commitLineOf(row: SqlRow): RunLine {
  return {
    type: 'commit',
    node: Number(row['node']),
    topic: Number(row['topic']),
    partition: Number(row['partition']),
    offset: String(row['offset']),
    timeMs: Number(row['time_ms']),
  };
}

/** By the place of its host; an attempt of an earlier session of the same records has no host here. */
function attemptOf(value: SqlValue | undefined, hosts: ReadonlyMap<number, number>): [number, number] | null {
  const attempt = Number(value);
  const host = hosts.get(hostOfAttempt(attempt));
  return host === undefined ? null : [host, numberInHost(attempt)];
}

function placeOf(
  topic: SqlValue | undefined,
  partition: SqlValue | undefined,
  offset: SqlValue | undefined,
): [number, number, string] | null {
  const isWhole = [topic, partition, offset].every((part) => part !== null && part !== undefined);
  return isWhole ? [Number(topic), Number(partition), String(offset)] : null;
}

const numberOr = (value: SqlValue | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

const textOr = (value: SqlValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

function base64Of(value: SqlValue | undefined): string | null {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : null;
}

function keyOf(value: SqlValue | undefined): string | { bytes: string } | null {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  return textOr(value);
}

function errorOf(row: SqlRow): [string, string, string] | null {
  return row['error'] === null ? null : [String(row['message']), String(row['code']), String(row['stack'])];
}
