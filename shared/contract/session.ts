import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { idSchema } from '../graph/index.ts';
import { call, diagnosticSchema, ofProject, trustedCall } from './errors.ts';

export const sessionTargetSchema = z.discriminatedUnion('type', [
  /** The embedded broker; it lives as long as the project is open, and keeps its records from run to run. */
  z.object({ type: z.literal('embedded') }),
  /** A saved connection. */
  z.object({ type: z.literal('connection'), connectionId: z.string() }),
]);
export type SessionTargetChoice = z.infer<typeof sessionTargetSchema>;

export const sessionStateSchema = z.enum(['idle', 'starting', 'running', 'stopping', 'failed']);
export type SessionStateName = z.infer<typeof sessionStateSchema>;

/** The states of ../shared/look that the engine can tell; the words are the same everywhere on screen. */
export const nodeStateSchema = z.enum(['starting', 'running', 'idle', 'warning', 'error', 'stalled', 'stopped']);
export type NodeState = z.infer<typeof nodeStateSchema>;

/** What a warning is about: the word for it is the same everywhere on screen. */
export const troubleSchema = z.enum([
  'falling-behind',
  'attempts-fail',
  'instances-down',
  'instances-idle',
  'slower-than-its-rate',
  'hot-partition',
  'skewed-key',
]);
export type TroubleName = z.infer<typeof troubleSchema>;

/**
 * What keeps a node from working that is no event of its own: its code doesn't run, its process has ended, nobody answers, or who answers
 * refuses.
 */
export const causeSchema = z.enum(['code-broken', 'ended', 'cluster-away', 'cluster-refuses']);
export type Cause = z.infer<typeof causeSchema>;

const commonStatus = {
  state: nodeStateSchema,
  /** Why it is in trouble and what comes next, in one sentence; absent where all is well. */
  reason: z.string().optional(),
  /** With `warning` alone. */
  trouble: troubleSchema.optional(),
  /** With `error` and `stalled` alone. */
  cause: causeSchema.optional(),
  /** Events done or emitted since the start. */
  events: z.number(),
  perSecond: z.number(),
  errors: z.number(),
  /** perSecond of the last 60 seconds at most, oldest first. */
  history: z.array(z.number()),
};

export const instanceStatusSchema = z.object({
  instance: z.int(),
  state: z.enum(['joining', 'running', 'idle', 'restarting', 'stopped']),
  memberId: z.string().optional(),
  generation: z.int().optional(),
  /** Partitions by the topic's id. Empty: more instances than partitions. */
  assignment: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
});
export type InstanceStatus = z.infer<typeof instanceStatusSchema>;

export const deploymentSchema = z.enum(['current', 'edited', 'new', 'does-not-compile']);

export const nodeStatusSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('producer'),
    ...commonStatus,
    deployment: deploymentSchema,
    /** Where an HTTP producer listens. */
    url: z.string().optional(),
    /** It will tick no more by itself. */
    ended: z.boolean(),
  }),
  z.object({
    kind: z.literal('consumer'),
    ...commonStatus,
    deployment: deploymentSchema,
    lag: z.number().optional(),
    /** 95th percentile of the time that a call took, over the last seconds; absent where nothing was handled. */
    latencyMs: z.number().optional(),
    generation: z.int().optional(),
    instances: z.array(instanceStatusSchema),
    /** Partitions that stand still at an event (`stop-partition`), by the topic's id. */
    stoppedPartitions: z.array(z.object({ topic: z.string(), partition: z.int(), offset: z.string() })),
  }),
  z.object({
    kind: z.literal('topic'),
    ...commonStatus,
    /** Records that it holds. */
    records: z.number(),
    partitions: z.array(
      z.object({
        partition: z.int(),
        startOffset: z.string(),
        endOffset: z.string(),
        /** Of the topic's traffic over the last seconds, 0 to 1. */
        share: z.number(),
      }),
    ),
  }),
]);
export type NodeStatus = z.infer<typeof nodeStatusSchema>;
export type ProducerStatus = Extract<NodeStatus, { kind: 'producer' }>;
export type ConsumerStatus = Extract<NodeStatus, { kind: 'consumer' }>;
export type TopicStatus = Extract<NodeStatus, { kind: 'topic' }>;

export const edgeStatusSchema = z.object({
  events: z.number(),
  perSecond: z.number(),
  /** Keys and values. */
  bytesPerSecond: z.number(),
  /** The consumer falls behind on this edge. */
  fallingBehind: z.boolean(),
  lag: z.number().optional(),
  errors: z.number(),
});
export type EdgeStatus = z.infer<typeof edgeStatusSchema>;

export const sessionOverviewSchema = z.object({
  state: sessionStateSchema,
  target: sessionTargetSchema,
  /** `127.0.0.1:19092`, or the brokers of a connection. */
  bootstrap: z.string().optional(),
  startedMs: z.number().optional(),
  seed: z.number().optional(),
  /** The embedded broker, which may be up while nothing runs. */
  broker: z.enum(['none', 'starting', 'up', 'lost']),
  /** What went wrong, where the state is failed or the broker is lost. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  /** All events emitted, a second. */
  perSecond: z.number(),
  /** Handler files that were changed by another program while it runs; what was deployed before runs on until Deploy. */
  changedOutside: z.array(z.string()).optional(),
});
export type SessionOverview = z.infer<typeof sessionOverviewSchema>;

export const sessionFrameSchema = z.object({
  timeMs: z.number(),
  overview: sessionOverviewSchema,
  /** Whether `nodes` and `edges` are everything (as in the first frame) or only what has changed. */
  complete: z.boolean(),
  /** By node id. */
  nodes: z.record(idSchema, nodeStatusSchema),
  /** By edge id; a dead-letter topic that isn't drawn goes by `CONSUMER_ID.dlq`. */
  edges: z.record(z.string(), edgeStatusSchema),
  /** Of the run: warnings at its start, handlers that don't compile. All of them, when they have changed. */
  diagnostics: z.array(diagnosticSchema).optional(),
  /** What has happened since the frame before: crashes, restarts, rebalances, deployments. For toasts and markers. */
  happenings: z.array(
    z.object({
      timeMs: z.number(),
      kind: z.enum(['deploy', 'rebalance', 'crash', 'recovered', 'broker-lost', 'broker-restarted', 'producer-ended']),
      node: z.string().optional(),
      message: z.string(),
    }),
  ),
});
export type SessionFrame = z.infer<typeof sessionFrameSchema>;

export const logEntrySchema = z.object({
  /** Counts up, without a gap unless entries were dropped. */
  sequence: z.int(),
  timeMs: z.number(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  /** Node id; absent for what the run itself says. */
  node: z.string().optional(),
  message: z.string(),
  /** JSON text of the fields, where there were any. */
  fields: z.string().optional(),
  /** Mapped to the project's files. */
  stack: z.string().optional(),
  /** The event or tick during which it was written. */
  causeId: z.string().optional(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const logFrameSchema = z.object({
  entries: z.array(logEntrySchema),
  /** Entries that were left out since the frame before. */
  dropped: z.int(),
});
export type LogFrame = z.infer<typeof logFrameSchema>;

const startErrors = {
  PROJECT_HAS_ERRORS: { data: z.object({ diagnostics: z.array(diagnosticSchema) }) },
  /** On a cluster that isn't ours: start again with `createTopics`, once the person said yes. */
  TOPICS_MISSING: { data: z.object({ topics: z.array(z.string()) }) },
  CLUSTER_UNREACHABLE: {},
  BROKER_DOES_NOT_START: {},
  RUNTIME_DOES_NOT_START: {},
  CONNECTION_UNKNOWN: {},
  /** `stop` came before it ran. */
  STOPPED: {},
};

export const sessionContract = {
  watch: call.input(z.object(ofProject)).output(eventIterator(sessionFrameSchema)),
  /** Begins with the newest entries that are kept (10 000 at most). */
  logs: call.input(z.object(ofProject)).output(eventIterator(logFrameSchema)),
  /** Resolves when it runs. Where one runs already, it is stopped first (a restart). */
  start: trustedCall
    .input(
      z.object({
        ...ofProject,
        target: sessionTargetSchema,
        createTopics: z.boolean().optional(),
        seed: z.int().min(0).optional(),
        prefix: z.string().max(100).optional(),
      }),
    )
    .errors(startErrors)
    .output(z.void()),
  stop: call.input(z.object(ofProject)).output(z.void()),
  /** Ends the embedded broker and removes its records; a run is stopped first. */
  reset: call.input(z.object(ofProject)).output(z.void()),
  /** Deploys handlers as they now stand in the document. Structure takes effect by itself, at once. */
  deploy: trustedCall
    .input(z.object({ ...ofProject, node: idSchema.optional() }))
    .output(z.object({ deployed: z.array(idSchema), diagnostics: z.array(diagnosticSchema) })),
  /** A node's own stop and start, while the rest goes on. */
  setNodeRunning: trustedCall.input(z.object({ ...ofProject, node: idSchema, running: z.boolean() })).output(z.void()),
  /** Makes a producer tick once with this payload. */
  sendNow: trustedCall
    .input(z.object({ ...ofProject, producer: idSchema, payload: z.unknown() }))
    .errors({ NOT_SENT: {} })
    .output(z.object({ tickId: z.string(), eventIds: z.array(z.string()) })),
  /** Tries the event again that stopped a partition. */
  restartPartition: trustedCall
    .input(z.object({ ...ofProject, consumer: idSchema, topic: idSchema, partition: z.int().min(0) }))
    .errors({ NOT_STOPPED: {} })
    .output(z.void()),
};
