import { z } from 'zod';
import { connectionSchema } from '../../../shared/connection/index.ts';
import { errorReportSchema, reportBatchSchema } from '../reports.ts';
import { plannedConsumerSchema, plannedProducerSchema, plannedTopicSchema } from './planned-schemas.ts';

/**
 * What the supervisor (in the engine) and a handler host (a process) say to each other. Both sides parse: a process may be
 * of another version, and a host shares its memory with user code.
 *
 * The supervisor sends `start` once, the host answers `ready`. Every further message of the supervisor but `topics`, `tracing` and
 * `hops-taken` has a request id and is answered by one `answer`. The rest the host sends of its own accord.
 */

const nodeId = z.string();
const decimal = z.string();

export const survivingAttemptsSchema = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: decimal,
  failedAttempts: z.int(),
  isolation: z.enum(['shared', 'worker', 'host']),
});

/** A tick that has begun and whose end nobody told. */
export const unfinishedTickSchema = z.object({
  index: z.int(),
  timeMs: z.number(),
  /** How often it was begun. */
  attempts: z.int(),
});
export type UnfinishedTick = z.infer<typeof unfinishedTickSchema>;

/** Where a producer goes on. */
export const producerPositionSchema = z.object({
  /** Index of the first tick since the trigger was set as it is. Row 0 of a replay. */
  firstTick: z.int(),
  nextTick: z.int(),
  /** Ticks in flight when the host died: made again, each alone. */
  unfinished: z.array(unfinishedTickSchema),
  /** The port that was listened on, so that a restarted host takes the same. */
  port: z.int().optional(),
});
export type ProducerPosition = z.infer<typeof producerPositionSchema>;

/** A step a host takes; those of one `perform` are taken at the same time. */
export const hostStepSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('add-consumer'),
    consumer: plannedConsumerSchema,
    codeFile: z.string(),
    surviving: z.array(survivingAttemptsSchema),
  }),
  z.object({
    type: z.literal('add-producer'),
    producer: plannedProducerSchema,
    codeFile: z.string(),
    position: producerPositionSchema,
  }),
  z.object({ type: z.literal('remove-node'), id: nodeId, deadlineMs: z.number() }),
  z.object({ type: z.literal('swap-handler'), id: nodeId, codeFile: z.string() }),
  z.object({ type: z.literal('change-consumer'), consumer: plannedConsumerSchema, deadlineMs: z.number() }),
  z.object({ type: z.literal('change-producer'), producer: plannedProducerSchema }),
]);
export type HostStep = z.infer<typeof hostStepSchema>;

export const hostSettingsSchema = z.object({
  service: z.string(),
  connection: connectionSchema,
  projectFolder: z.string(),
  seed: z.int(),
  runOrdinal: z.int().min(0),
  environment: z.record(z.string(), z.string()),
  workerHeapMb: z.number(),
  hostMemoryMb: z.number(),
  restartDelayMs: z.number(),
  maxRestartDelayMs: z.number(),
  tickTimeoutMs: z.number(),
  tracing: z.object({
    isOn: z.boolean(),
    /** See handler-host/hop-clock.ts. */
    zeroOfClockMs: z.number(),
  }),
});
export type HostSettings = z.infer<typeof hostSettingsSchema>;

/** A member's place in its group. */
const groupPlaceSchema = z.object({ groupId: z.string(), memberId: z.string() });
export type GroupPlace = z.infer<typeof groupPlaceSchema>;

export const messageToHostSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    settings: hostSettingsSchema,
    topics: z.array(plannedTopicSchema),
    /** Members that died with the host before this one; the new host takes them out of their groups. */
    departed: z.array(groupPlaceSchema),
  }),
  /** All topics of the plan, whenever they have changed. */
  z.object({ type: z.literal('topics'), topics: z.array(plannedTopicSchema) }),
  z.object({ type: z.literal('tracing'), isOn: z.boolean() }),
  /** A batch of hops is dealt with, the oldest that was not: the host may send another. */
  z.object({ type: z.literal('hops-taken') }),
  z.object({ type: z.literal('perform'), requestId: z.int(), steps: z.array(hostStepSchema) }),
  z.object({ type: z.literal('send-now'), requestId: z.int(), producer: nodeId, payload: z.unknown() }),
  z.object({
    type: z.literal('restart-partition'),
    requestId: z.int(),
    consumer: nodeId,
    topic: z.string(),
    partition: z.int(),
  }),
  /** Answered when nothing runs any more and all reports are sent; the process then ends. */
  z.object({ type: z.literal('end'), requestId: z.int() }),
]);
export type MessageToHost = z.infer<typeof messageToHostSchema>;

export const journalEntrySchema = z.object({
  topic: z.string(),
  partition: z.int(),
  offsets: z.array(decimal),
  type: z.enum(['started', 'ended', 'settled']),
  failedAttempts: z.int().default(0),
  isolation: z.enum(['shared', 'worker', 'host']).default('shared'),
});

const notLoadedSchema = z.object({ id: nodeId, error: errorReportSchema });
/** A node whose new code failed at its start. */
export type NotLoaded = z.infer<typeof notLoadedSchema>;

export const sentEventsSchema = z.object({ tickId: z.string(), eventIds: z.array(z.string()) });

export const messageFromHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('answer'),
    requestId: z.int(),
    /** Present where the request failed. */
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    /** Of `send-now`. */
    sent: sentEventsSchema.optional(),
    /** Of `swap-handler` steps: nodes whose new code doesn't load, so that the old one goes on. */
    notLoaded: z.array(notLoadedSchema).optional(),
  }),
  z.object({ type: z.literal('reports'), batch: reportBatchSchema }),
  /** Bytes of a HopWriter (shared/hops). What was told before a death is true; what was not comes again, or is read from the log. */
  z.object({
    type: z.literal('hops'),
    bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
    hops: z.int().min(0),
    dropped: z.int().min(0),
    untilMs: z.number(),
    /** Records that the host sent since then may count, and it won't know: they are to be read from the log. */
    untoldSinceMs: z.number().optional(),
  }),
  /** Told before the attempts that it names begin, so that they are known when they kill the process. */
  z.object({
    type: z.literal('journal'),
    attempts: z.array(z.object({ consumer: nodeId, entry: journalEntrySchema })),
    ticks: z.array(
      z.object({ producer: nodeId, phase: z.enum(['started', 'ended']), index: z.int(), timeMs: z.number() }),
    ),
  }),
  z.object({ type: z.literal('listening'), producer: nodeId, port: z.int() }),
  /** Where an instance of a consumer stands in its group; null when it has left in good order. */
  z.object({
    type: z.literal('member'),
    consumer: nodeId,
    instance: z.int(),
    place: groupPlaceSchema.nullable(),
  }),
]);
export type MessageFromHost = z.infer<typeof messageFromHostSchema>;
