import { z } from 'zod';
import { edges, outcomes, waysOfGivingUp } from '../store/rows.ts';

/**
 * A run as a file: gzip, and in it a JSON text a line. The first line is the head; then come the names that rows go by, and each trace
 * with its records and attempts behind it. Whoever wrote it, it is data: each line is checked before anything of it is stored.
 */
export const runFileFormat = 1;

/** Unpacked; what a run has beyond that is left out, the oldest first. */
export const maxRunBytes = 96 * 1024 * 1024;
/** As it is on disk. */
export const maxRunFileBytes = 32 * 1024 * 1024;

const name = z.string().max(1000);
const number = z.int().min(0);
const count = z.int().min(0);
const timeMs = z.number();
const partition = z.int().min(0).max(100_000);
const offset = z.string().regex(/^\d{1,19}$/);
/** Hexadecimal where it is one of ours. */
const eventId = z.string().max(300);
const base64 = z.base64().max(4000);
/** Text, or the bytes of what is none. */
const key = z.union([z.string().max(1000), z.strictObject({ bytes: base64 })]).nullable();
const error = z.tuple([z.string().max(20_000), z.string().max(1000), z.string().max(50_000)]).nullable();
/** Attempts go by the place of their host in `hosts` and by its own number for them. */
const attemptNumber = z.tuple([
  z.int().min(0).max(100_000),
  z
    .int()
    .min(0)
    .max(2 ** 33 - 1),
]);

export const runHeadSchema = z.strictObject({
  topicraft: z.literal('run'),
  format: z.literal(runFileFormat),
  /** Texts of the project that ran, by path. */
  files: z.record(z.string().max(500), z.string()),
  session: z.strictObject({
    target: name,
    seed: z.int(),
    startedMs: timeMs,
    endedMs: timeMs.nullable(),
    skippedTraces: count,
    lowestShare: z.number().min(0).max(1),
    lostHops: count,
  }),
  hosts: z.array(z.tuple([z.int(), name])).max(100_000),
  /** Number, id in the graph, name. */
  nodes: z.array(z.tuple([number, name, name])).max(100_000),
  /** Number, name on the cluster, id in the graph where it has one, name. */
  topics: z.array(z.tuple([number, name, name.nullable(), name])).max(100_000),
  /** By node, topic (0 for none) and kind. */
  counts: z.array(z.tuple([number, number, z.string().max(100), count])).max(1_000_000),
});
export type RunHead = z.infer<typeof runHeadSchema>;

const traceLine = z.strictObject({
  type: z.literal('trace'),
  trace: eventId,
  startedMs: timeMs,
  lastMs: timeMs,
  root: z.strictObject({ event: eventId, topic: number.nullable(), node: number.nullable(), key }).nullable(),
  records: count,
  attempts: count,
  failedAttempts: count,
  deadLetters: count,
});

const recordLine = z.strictObject({
  type: z.literal('record'),
  event: eventId,
  topic: number,
  partition: partition.nullable(),
  offset: offset.nullable(),
  cause: eventId.nullable(),
  causePlace: z.tuple([number, partition, offset]).nullable(),
  edge: z.enum(edges),
  attempt: attemptNumber.nullable(),
  node: number.nullable(),
  sentMs: timeMs.nullable(),
  appendedMs: timeMs.nullable(),
  timestampMs: timeMs.nullable(),
  key,
  keyBytes: count.nullable(),
  value: base64.nullable(),
  valueBytes: count.nullable(),
  parentSpan: z.string().max(100).nullable(),
  error,
});

const attemptLine = z.strictObject({
  type: z.literal('attempt'),
  attempt: attemptNumber,
  slot: z.int().min(0),
  callRecords: z.int().min(0),
  event: eventId,
  place: z.tuple([number, partition, offset]).nullable(),
  node: number,
  instance: z.int().min(0),
  tries: z.int().min(0),
  fetchedMs: timeMs.nullable(),
  startedMs: timeMs.nullable(),
  endedMs: timeMs.nullable(),
  outcome: z.enum(outcomes),
  counted: z.boolean(),
  error,
  retryInMs: timeMs.nullable(),
  givenUp: z.tuple([z.enum(waysOfGivingUp), timeMs]).nullable(),
  clockMs: z.array(timeMs).max(1000).nullable(),
});

const commitLine = z.strictObject({
  type: z.literal('commit'),
  node: number,
  topic: number,
  partition,
  offset,
  timeMs,
});

export const runLineSchema = z.discriminatedUnion('type', [traceLine, recordLine, attemptLine, commitLine]);
export type RunLine = z.infer<typeof runLineSchema>;
export type TraceLine = z.infer<typeof traceLine>;
export type RecordLine = z.infer<typeof recordLine>;
export type AttemptLine = z.infer<typeof attemptLine>;
