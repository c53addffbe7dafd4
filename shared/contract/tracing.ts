import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, diagnosticSchema, ofProject } from './errors.ts';
import { projectSnapshotSchema } from './projects.ts';

/**
 * An event's whole life, from the store of hops that main/tracing keeps. Times are milliseconds since the Unix epoch, with fractions, by one
 * clock a machine; `timestampMs` alone is the record's own. Nodes and topics go by their ids in the graph; `name` is how they were
 * called last, for those that it has no more.
 */

const placeName = z.object({
  /** Node id; absent for a topic outside the graph. */
  id: z.string().optional(),
  name: z.string(),
});
export const tracedTopicSchema = placeName;
export const tracedNodeSchema = placeName;

export const tracingSettingsSchema = z.object({
  isOn: z.boolean().default(true),
  /** The store's file gets no larger than about this; the oldest traces go first. */
  ringBytes: z
    .int()
    .min(16 * 1024 * 1024)
    .max(64 * 1024 * 1024 * 1024)
    .default(512 * 1024 * 1024),
  /** Where spans are sent by OTLP over HTTP while a run goes on: a collector's address, to which `/v1/traces` is added. Null: nowhere. */
  otlpEndpoint: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable()
    .default(null),
});
export type TracingSettings = z.infer<typeof tracingSettingsSchema>;

export const tracedSessionSchema = z.object({
  session: z.int(),
  startedMs: z.number(),
  /** Absent while it runs, and where the app ended before it did. */
  endedMs: z.number().optional(),
  isLive: z.boolean(),
  /** `embedded`, or the bootstrap address of the cluster. */
  target: z.string(),
  seed: z.int(),
  /** Traces in the store. Older ones may have gone from the ring. */
  traces: z.int(),
  failedTraces: z.int(),
  /** Traces that were left out since only a share was kept. Failed ones are kept all the same. */
  skippedTraces: z.int(),
  /** The smallest share of traces that was kept: 1 where all of them were. */
  lowestShare: z.number(),
  /** Hops that a handler host or the store left out to keep up: trees of that session may have gaps. */
  lostHops: z.int(),
});
export type TracedSession = z.infer<typeof tracedSessionSchema>;

export const tracingOverviewSchema = z.object({
  settings: tracingSettingsSchema,
  state: z.enum(['on', 'off', 'failed']),
  /** Why nothing is stored, where the state is failed. */
  problem: z.string().optional(),
  /** The newest first. */
  sessions: z.array(tracedSessionSchema),
  bytes: z.int(),
  /** What is kept of each key and value to search in; the record itself is in its topic. */
  keptKeyBytes: z.int(),
  keptValueBytes: z.int(),
  /** Which SQLite keeps it. */
  driver: z.enum(['node:sqlite', 'node-sqlite3-wasm']).optional(),
  /** Of what comes in now: how much of it is kept, and how many hops come a second. */
  share: z.number(),
  hopsPerSecond: z.number(),
  /** Of the run of the moment, or the last one, where its spans are sent somewhere. */
  otlp: z
    .object({
      endpoint: z.string(),
      sentSpans: z.int(),
      /** That could not be sent, or of traces that were too many to wait for. */
      lostSpans: z.int(),
      problem: z.string().optional(),
    })
    .optional(),
});
export type TracingOverview = z.infer<typeof tracingOverviewSchema>;

export const traceSummarySchema = z.object({
  traceId: z.string(),
  session: z.int(),
  startedMs: z.number(),
  lastMs: z.number(),
  /** Where it began, where that is known. */
  root: z
    .object({
      eventId: z.string(),
      topic: tracedTopicSchema,
      node: tracedNodeSchema.optional(),
      key: z.string().nullable(),
    })
    .optional(),
  records: z.int(),
  attempts: z.int(),
  failedAttempts: z.int(),
  deadLetters: z.int(),
});
export type TraceSummary = z.infer<typeof traceSummarySchema>;

export const traceFrameSchema = z.object({
  /** Traces that began or went on since the frame before, as they stand now. */
  traces: z.array(traceSummarySchema),
  /** Further ones that changed and were left out of the frame. */
  dropped: z.int(),
  share: z.number(),
  hopsPerSecond: z.number(),
});
export type TraceFrame = z.infer<typeof traceFrameSchema>;

export const lifeErrorSchema = z.object({
  message: z.string(),
  code: z.string().optional(),
  stack: z.string().optional(),
  /** Where in the project's own code it comes from. */
  place: z.object({ file: z.string(), line: z.int(), column: z.int() }).optional(),
});
export type LifeError = z.infer<typeof lifeErrorSchema>;

/** One call of a handler, for one of the records that it was called with. */
export const lifeAttemptSchema = z.object({
  /** Tells it from every other, also from one of the same record before a crash. */
  attempt: z.string(),
  /** Attempts of one batch have the same. */
  call: z.string(),
  callRecords: z.int(),
  node: tracedNodeSchema,
  instance: z.int(),
  /** 1 on the first try. */
  tries: z.int(),
  partition: z.int(),
  offset: z.string(),
  fetchedMs: z.number().optional(),
  /** Absent where its host died before it could tell. */
  startedMs: z.number().optional(),
  endedMs: z.number().optional(),
  outcome: z.enum([
    'running',
    'done',
    'failed',
    'timed-out',
    'worker-lost',
    'interrupted',
    'refused',
    'abandoned',
    'host-lost',
  ]),
  /** Whether it counted against the event. */
  counted: z.boolean(),
  error: lifeErrorSchema.optional(),
  /** It was to be tried again after so long. */
  retryInMs: z.number().optional(),
  /** It was the last one. */
  givenUp: z.object({ way: z.enum(['dead-lettered', 'skipped', 'stopped']), timeMs: z.number() }).optional(),
  /** When the group's offset had passed the record. */
  committedMs: z.number().optional(),
  /** Events that it had emitted when its transaction was aborted: nobody who reads committed records sees them. Absent for none. */
  takenBack: z.int().optional(),
});
export type LifeAttempt = z.infer<typeof lifeAttemptSchema>;

/** A record of an event. There may be several: an attempt that is made again emits again, with the same ids. */
export const lifeRecordSchema = z.object({
  partition: z.int(),
  offset: z.string(),
  /** When it was handed to the client, and when the cluster acknowledged it; absent where only its consumption is known. */
  sentMs: z.number().optional(),
  appendedMs: z.number().optional(),
  timestampMs: z.number().optional(),
  /** Of the attempt that emitted it. */
  attempt: z.string().optional(),
});

export const lifeEventSchema = z.object({
  /** Names it in this tree. */
  ref: z.string(),
  eventId: z.string(),
  topic: tracedTopicSchema,
  /** The event that caused it; absent at the root, and where the cause isn't in the store. */
  parent: z.string().optional(),
  /**
   * How sure the cause is. `root`: a tick or someone outside made it. `known`. `inferred`: a batch handler named no cause, or code
   * of another call emitted it. `late`: emitted after its call had ended. `dead-letter`: the parent, given up.
   */
  edge: z.enum(['root', 'known', 'inferred', 'late', 'dead-letter']),
  /** Who emitted it, or gave its parent up; absent where someone outside wrote it. */
  node: tracedNodeSchema.optional(),
  records: z.array(lifeRecordSchema),
  /** At most the first bytes that are kept; null is no key. Bytes that aren't text are hexadecimal. */
  key: z.string().nullable(),
  value: z.string().nullable(),
  valueBytes: z.int(),
  /** Why the cluster refused it: it has no record then. */
  error: lifeErrorSchema.optional(),
  /** Of all consumers, by time. */
  attempts: z.array(lifeAttemptSchema),
});
export type LifeEvent = z.infer<typeof lifeEventSchema>;

export const lifeSchema = z.object({
  traceId: z.string(),
  session: z.int(),
  /** The event that was asked for. */
  focus: z.string(),
  /** Parents before their children, by time. */
  events: z.array(lifeEventSchema),
  /** Events of the trace that the store has; `events` has fewer where it was cut, or only a part was asked for. */
  known: z.int(),
  /** The tree is larger than what was asked for, so some of it is missing. */
  cut: z.boolean(),
});
export type Life = z.infer<typeof lifeSchema>;

/** Which event a call is about. */
export const eventReferenceSchema = z.discriminatedUnion('type', [
  /** `topic` by the graph's id or name, or by the cluster's name. `eventId` where the record's headers tell it. */
  z.object({
    type: z.literal('record'),
    topic: z.string().min(1),
    partition: z.int().min(0),
    offset: z.string().regex(/^\d{1,19}$/),
    eventId: z.string().optional(),
  }),
  /** The newest one of that id. */
  z.object({ type: z.literal('event'), eventId: z.string().min(1), topic: z.string().optional() }),
]);
export type EventReference = z.infer<typeof eventReferenceSchema>;

export const foundEventSchema = z.object({
  traceId: z.string(),
  session: z.int(),
  eventId: z.string(),
  topic: tracedTopicSchema,
  partition: z.int().optional(),
  offset: z.string().optional(),
  timeMs: z.number(),
  key: z.string().nullable(),
  value: z.string().nullable(),
  trace: traceSummarySchema,
});
export type FoundEvent = z.infer<typeof foundEventSchema>;

/** What events are looked for: all that is given must fit. */
export const traceQuestionSchema = z.object({
  session: z.int().optional(),
  /** Of an event or a trace. */
  id: z.string().max(300).optional(),
  /** Exactly. */
  key: z.string().max(1000).optional(),
  /** In the kept bytes of the value, whatever the case of letters from a to z. */
  text: z.string().max(1000).optional(),
  /** In the message or code of an error of one of its attempts, likewise. */
  error: z.string().max(1000).optional(),
  /** Emitted or handled by this node, by its id. */
  node: z.string().optional(),
  /** By id, or by name. */
  topic: z.string().optional(),
  /** From the first to the last hop of its trace. */
  minTraceMs: z.number().min(0).optional(),
  /** An attempt of it took so long. */
  minAttemptMs: z.number().min(0).optional(),
  deadLettered: z.boolean().optional(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
});
export type TraceQuestion = z.infer<typeof traceQuestionSchema>;

const cursorSchema = z.string().max(40);

/** "Those of topic A that had not reached B so long after." */
export const pathQuestionSchema = z.object({
  /** A topic's id or name. */
  from: z.string().min(1),
  /** A topic that a record is to lie in, or a consumer that is to have handled an event well; by id or name. */
  to: z.string().min(1),
  withinMs: z.number().min(0),
  session: z.int().optional(),
});
export type PathQuestion = z.infer<typeof pathQuestionSchema>;

export const savedQuestionSchema = z.object({
  id: z.string().max(64),
  name: z.string().max(200),
  question: pathQuestionSchema,
});
export type SavedQuestion = z.infer<typeof savedQuestionSchema>;

export const missedEventSchema = z.object({
  event: foundEventSchema,
  /** Where it got all the same, and when; absent where it hasn't yet. */
  reachedAfterMs: z.number().optional(),
  /** The last that is known of it and of what it caused. `waiting`: in a topic, and nobody has begun with it. */
  last: z.object({
    topic: tracedTopicSchema,
    node: tracedNodeSchema.optional(),
    state: z.enum(['waiting', 'running', 'retrying', 'failed', 'handled', 'dead-lettered', 'skipped', 'stopped']),
    timeMs: z.number(),
    error: lifeErrorSchema.optional(),
  }),
});
export type MissedEvent = z.infer<typeof missedEventSchema>;

const storeErrors = {
  /** Nothing is stored, since the store can't be opened. The message says why. */
  TRACES_UNAVAILABLE: {},
};

const page = { limit: z.int().min(1).max(1000).default(100), cursor: cursorSchema.optional() };
/** Present: there may be more behind it; a page may hold fewer than its limit, or none, and yet not be the last. */
const next = { cursor: cursorSchema.optional() };

export const tracingContract = {
  overview: call.input(z.object(ofProject)).output(tracingOverviewSchema),
  /** What is absent stays as it is. Takes effect at once, in what runs too. */
  change: call
    .input(
      z.object({
        ...ofProject,
        isOn: z.boolean().optional(),
        ringBytes: tracingSettingsSchema.shape.ringBytes.unwrap().optional(),
        /** Takes effect with the next run: nothing is sent before one. */
        otlpEndpoint: tracingSettingsSchema.shape.otlpEndpoint.unwrap().optional(),
      }),
    )
    .output(tracingSettingsSchema),
  /** Traces as they begin and go on; the first frame has the newest. */
  watch: call.input(z.object(ofProject)).errors(storeErrors).output(eventIterator(traceFrameSchema)),
  life: call
    .input(
      z.object({
        ...ofProject,
        of: eventReferenceSchema,
        /** `whole`: from the root on. `forward`: all that came of it. `backward`: what caused it. */
        direction: z.enum(['whole', 'forward', 'backward']).default('whole'),
        maxEvents: z.int().min(1).max(20_000).default(2000),
      }),
    )
    .errors({
      ...storeErrors,
      /** It was never traced, wasn't among the share that was kept, or has gone from the ring. */
      NOT_TRACED: {},
    })
    .output(lifeSchema),
  /** The newest first. */
  search: call
    .input(z.object({ ...ofProject, question: traceQuestionSchema, ...page }))
    .errors(storeErrors)
    .output(z.object({ events: z.array(foundEventSchema), ...next })),
  /** Those that missed, the newest first. A path must lead there in the graph as it is now. */
  missed: call
    .input(z.object({ ...ofProject, question: pathQuestionSchema, ...page }))
    .errors({ ...storeErrors, NO_PATH: {}, NODE_UNKNOWN: {} })
    .output(z.object({ events: z.array(missedEventSchema), looked: z.int(), ...next })),
  savedQuestions: call.input(z.object(ofProject)).output(z.array(savedQuestionSchema)),
  /** Adds it, or replaces the one of that id. */
  saveQuestion: call
    .input(z.object({ ...ofProject, question: savedQuestionSchema }))
    .output(z.array(savedQuestionSchema)),
  removeQuestion: call.input(z.object({ ...ofProject, id: z.string() })).output(z.array(savedQuestionSchema)),
  /** Exact, also where only a share of the traces is kept. */
  counts: call
    .input(z.object({ ...ofProject, session: z.int() }))
    .errors(storeErrors)
    .output(
      z.array(
        z.object({ node: tracedNodeSchema, topic: tracedTopicSchema.optional(), kind: z.string(), count: z.int() }),
      ),
    ),
  /**
   * What is kept of a session, as a file that any Topicraft opens without a broker, with the project that ran as it now stands.
   * `content` is base64.
   */
  saveRun: call
    .input(z.object({ ...ofProject, session: z.int() }))
    .errors({ ...storeErrors, RUN_UNKNOWN: {} })
    .output(z.object({ content: z.string(), leftOutTraces: z.int() })),
  /**
   * A new project of such a file, opened, with the run among its past ones. The folder must be new or empty; a relative one stands in the
   * projects' folder.
   */
  openRun: call
    .input(z.object({ folder: z.string().min(1), content: z.base64() }))
    .output(
      z.union([
        z.object({ ok: z.literal(true), project: projectSnapshotSchema, session: z.int() }),
        z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
      ]),
    ),
  /** Forgets a session that doesn't run, or all of them. */
  forget: call
    .input(z.object({ ...ofProject, session: z.int().optional() }))
    .errors(storeErrors)
    .output(z.void()),
};
