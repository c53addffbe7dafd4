import { z } from 'zod';
import { kafkaErrorNames } from '../../shared/kafka/index.ts';
import { durationCountsSchema } from '../../shared/measures/index.ts';

/**
 * What a running session tells, from the handler hosts by way of the supervisor. Nodes, topics and services go by the
 * graph's names; ids of events are those of shared/lib; offsets are decimal strings; times are milliseconds since the epoch.
 */

const offset = z.string();
const timeMs = z.number();

export const errorReportSchema = z.object({
  name: z.string(),
  message: z.string(),
  /** Mapped to the project's files: `at handle (handlers/charge-card.ts:12:9)`. */
  stack: z.string(),
  /** One of ours (`timeout`, `worker-lost`, `refused` …), or the error's own `code`. */
  code: z.string().optional(),
});
/** An error of a handler, made safe to send and to show. */
export type ErrorReport = z.infer<typeof errorReportSchema>;

/** A consumed record, as reports name it. */
const consumed = {
  timeMs,
  node: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset,
  eventId: z.string(),
};

export const runtimeReportSchema = z.discriminatedUnion('type', [
  /** A record was acknowledged. */
  z.object({
    type: z.literal('emitted'),
    timeMs,
    node: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset,
    eventId: z.string(),
    /** The event or tick that caused it. */
    causeId: z.string(),
    /** 32 hexadecimal digits: the same for all that one tick caused. */
    traceId: z.string(),
    /** `inferred`: a batch handler named no cause, so the batch's first event stands. `late`: emitted after its call had ended. */
    causeKnown: z.enum(['known', 'inferred', 'late']),
    key: z.string().nullable(),
    valueBytes: z.int(),
  }),
  /** The cluster answers, and doesn't take what the node emits, or its dead letters, at every third second of it. It may be tried again. */
  z.object({
    type: z.literal('write-refused'),
    timeMs,
    node: z.string(),
    topic: z.string(),
    /** Absent where it isn't told. */
    partition: z.int().optional(),
    error: z.enum(kafkaErrorNames),
  }),
  z.object({ type: z.literal('tick-started'), timeMs, node: z.string(), tickId: z.string(), index: z.int() }),
  z.object({
    type: z.literal('tick-ended'),
    timeMs,
    node: z.string(),
    tickId: z.string(),
    index: z.int(),
    durationMs: z.number(),
    /** Present: the tick failed; it isn't tried again. */
    error: errorReportSchema.optional(),
  }),
  z.object({ type: z.literal('attempt-started'), ...consumed, attempt: z.int() }),
  /** The handler resolved and everything it emitted is acknowledged. */
  z.object({ type: z.literal('handled'), ...consumed, attempt: z.int(), durationMs: z.number() }),
  z.object({
    type: z.literal('attempt-failed'),
    ...consumed,
    attempt: z.int(),
    durationMs: z.number(),
    /** `interrupted` ones were ended by something else and aren't counted. */
    failure: z.enum(['failed', 'timed-out', 'worker-lost', 'interrupted', 'refused']),
    counted: z.boolean(),
    error: errorReportSchema,
  }),
  z.object({ type: z.literal('retry-scheduled'), ...consumed, attempt: z.int(), delayMs: z.number() }),
  z.object({
    type: z.literal('dead-lettered'),
    ...consumed,
    attempts: z.int(),
    deadLetterTopic: z.string(),
    error: errorReportSchema,
  }),
  z.object({ type: z.literal('skipped'), ...consumed, attempts: z.int(), error: errorReportSchema }),
  z.object({ type: z.literal('partition-stopped'), ...consumed, attempts: z.int(), error: errorReportSchema }),
  /** `offset` is the next one to be read. */
  z.object({
    type: z.literal('committed'),
    timeMs,
    node: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset,
  }),
  z.object({
    type: z.literal('log'),
    timeMs,
    node: z.string(),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    /** JSON text of the fields, where there were any. */
    fields: z.string().optional(),
    /** The event or tick during which it was written. */
    causeId: z.string().optional(),
  }),
  /** Also after each rebalance: the same member may have a new generation and assignment. */
  z.object({
    type: z.literal('member-joined'),
    timeMs,
    node: z.string(),
    instance: z.int(),
    group: z.string(),
    memberId: z.string(),
    generation: z.int(),
    assignment: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
  }),
  z.object({ type: z.literal('member-left'), timeMs, node: z.string(), instance: z.int() }),
  z.object({ type: z.literal('worker-started'), timeMs, node: z.string(), instance: z.int() }),
  /** A worker died or was ended; another starts after `restartDelayMs`. */
  z.object({
    type: z.literal('worker-lost'),
    timeMs,
    node: z.string(),
    instance: z.int(),
    error: errorReportSchema,
    restartDelayMs: z.number(),
  }),
  z.object({ type: z.literal('handler-swapped'), timeMs, node: z.string() }),
  z.object({ type: z.literal('host-started'), timeMs, service: z.string(), pid: z.int().optional() }),
  /** A handler host died; another starts after `restartDelayMs`. */
  z.object({
    type: z.literal('host-lost'),
    timeMs,
    service: z.string(),
    code: z.int().nullable(),
    signal: z.string().nullable(),
    standardErrorTail: z.string(),
    restartDelayMs: z.number(),
  }),
  /** `deadline`: it did not end in time and was killed. */
  z.object({ type: z.literal('host-ended'), timeMs, service: z.string(), deadlineMissed: z.boolean() }),
  z.object({ type: z.literal('http-listening'), timeMs, node: z.string(), url: z.string() }),
  /** A producer will tick no more by itself. */
  z.object({
    type: z.literal('producer-ended'),
    timeMs,
    node: z.string(),
    ticks: z.int(),
    reason: z.enum(['budget', 'rows', 'schedule', 'failed']),
    error: errorReportSchema.optional(),
  }),
  /** Something around the handlers failed, such as a connection; the runtime goes on trying. */
  z.object({
    type: z.literal('fault'),
    timeMs,
    service: z.string(),
    node: z.string().optional(),
    code: z.string(),
    message: z.string(),
  }),
]);
export type RuntimeReport = z.infer<typeof runtimeReportSchema>;

export const countKindSchema = z.enum([
  /** Records acknowledged, by producer or consumer and topic. */
  'emitted',
  /** Events done, by consumer and topic. */
  'handled',
  'attempt-failed',
  'retry-scheduled',
  'dead-lettered',
  'skipped',
  /** Ticks ended, well or not; without a topic. */
  'tick-ended',
  'tick-failed',
]);
export type CountKind = z.infer<typeof countKindSchema>;

const weighed = {
  node: z.string(),
  topic: z.string(),
  records: z.int().min(1),
  /** Of keys and values. */
  bytes: z.number(),
  /** Records with a key. */
  keyed: z.int().min(0),
  /** The most frequent keys, cut to 100 characters, each with its partition: how many records, of which how many may be another's. */
  keys: z.array(z.object({ key: z.string(), partition: z.int(), count: z.int().min(0), overcount: z.int().min(0) })),
};

/** What a node did since the batch before, added up: exact but for rare keys, whatever reports were dropped. */
export const measureSchema = z.discriminatedUnion('kind', [
  /** Records acknowledged. */
  z.object({ kind: z.literal('sent'), ...weighed }),
  /** Records handed to a consumer's handler for the first time in this process. */
  z.object({ kind: z.literal('read'), ...weighed }),
  /** Calls of a consumer's handler that ended; a batch is one call. */
  z.object({
    kind: z.literal('calls'),
    node: z.string(),
    durations: durationCountsSchema,
    partitions: z.array(
      z.object({ topic: z.string(), partition: z.int(), calls: z.int(), failed: z.int(), busyMs: z.number() }),
    ),
  }),
]);
export type Measure = z.infer<typeof measureSchema>;

export const reportBatchSchema = z.object({
  reports: z.array(runtimeReportSchema),
  /** Exact increments since the batch before, whatever was dropped from `reports`. */
  counts: z.array(
    z.object({ node: z.string(), topic: z.string().optional(), kind: countKindSchema, count: z.int().min(1) }),
  ),
  /** Absent where nothing was measured. */
  measures: z.array(measureSchema).optional(),
  /** Reports of single events and log lines that were left out to bound the stream. */
  dropped: z.int().min(0),
});
/** At most ten a second from each handler host. */
export type ReportBatch = z.infer<typeof reportBatchSchema>;
