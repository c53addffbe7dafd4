import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { idSchema } from '../graph/index.ts';
import { call, ofProject } from './errors.ts';
import { nodeStateSchema, sessionFrameSchema, troubleSchema } from './session.ts';

/**
 * How well each part of a run does, beyond what a session's frames show at a glance. Figures are of the last ten seconds unless they say
 * otherwise, and at most a second old. Nodes and topics go by their ids; shares are of 1.
 */

/** How long the oldest record that waits has done so. */
export const lagTimeSchema = z.discriminatedUnion('known', [
  /** By the record's own timestamp. */
  z.object({ known: z.literal('exact'), ms: z.number() }),
  /** By when the partition's end passed the record, from looks a second apart. */
  z.object({ known: z.literal('estimated'), ms: z.number() }),
  /** The record was there before anybody looked, or before the looks that are kept. */
  z.object({ known: z.literal('at-least'), ms: z.number() }),
  z.object({ known: z.literal('no'), because: z.enum(['not-looked-yet', 'cluster-away']) }),
]);
export type LagTime = z.infer<typeof lagTimeSchema>;

/** Keys and values, in bytes a second. */
export const byteRateSchema = z.discriminatedUnion('known', [
  z.object({ known: z.literal('all'), perSecond: z.number() }),
  /** Others write to the topic too, and a cluster doesn't tell how much. */
  z.object({ known: z.literal('ours-only'), perSecond: z.number() }),
]);
export type ByteRate = z.infer<typeof byteRateSchema>;

export const keySharesSchema = z.discriminatedUnion('known', [
  z.object({
    /** `sent`: of what the run's nodes wrote. `read`: others write too, so of what was handed to the run's handlers. */
    known: z.enum(['sent', 'read']),
    /** Those that were looked at. */
    records: z.int(),
    /** Different keys among them, at most 64. */
    seen: z.int(),
    /** The most frequent first, ten at most; keys are cut to 100 characters. */
    top: z.array(z.object({ key: z.string(), partition: z.int(), share: z.number(), perSecond: z.number() })),
  }),
  z.object({ known: z.literal('no'), because: z.enum(['no-records', 'no-keys']) }),
]);
export type KeyShares = z.infer<typeof keySharesSchema>;

/** What a person may do about it; the window has a button for each. */
export const proposalSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('set-instances'), node: idSchema, instances: z.int() }),
  z.object({ action: z.literal('set-concurrency'), node: idSchema, concurrency: z.int() }),
  z.object({ action: z.literal('set-partitions'), topic: idSchema, partitions: z.int() }),
  /** `key`: where the key is chosen. `speed`: what takes its time. `failure`: what fails. */
  z.object({ action: z.literal('open-code'), node: idSchema, to: z.enum(['key', 'speed', 'failure']) }),
  z.object({ action: z.literal('see-events'), topic: idSchema, partition: z.int().optional() }),
  z.object({ action: z.literal('see-logs'), node: idSchema }),
  z.object({ action: z.literal('start-node'), node: idSchema }),
  z.object({ action: z.literal('restart-partition'), node: idSchema, topic: idSchema, partition: z.int() }),
]);
export type Proposal = z.infer<typeof proposalSchema>;

/** Why it is as it is, and what comes next, in a sentence or two each. */
export const findingSchema = z.object({ why: z.string(), next: z.string(), proposals: z.array(proposalSchema) });
export type Finding = z.infer<typeof findingSchema>;

export const callTimesSchema = z.object({
  /** How many ended; percentiles are within 1.6 %. */
  calls: z.int(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
});
export type CallTimes = z.infer<typeof callTimesSchema>;

const common = {
  state: nodeStateSchema,
  trouble: troubleSchema.optional(),
  /** Since when it is in that state, with that trouble. */
  sinceMs: z.number(),
  /** In one sentence, as on the canvas. */
  reason: z.string().optional(),
  finding: findingSchema.optional(),
  perSecond: z.number(),
};

export const partitionHealthSchema = z.object({
  topic: idSchema,
  partition: z.int(),
  /** Of what came to the topic. */
  share: z.number(),
  lag: z.number(),
  waits: lagTimeSchema,
  /** Who reads it; absent where nobody does. */
  instance: z.int().optional(),
  verdict: z.enum(['ok', 'falling-behind', 'standing']),
});
export type PartitionHealth = z.infer<typeof partitionHealthSchema>;

export const nodeHealthSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('producer'),
    ...common,
    /** Of ticks; absent where none ended. */
    times: callTimesSchema.optional(),
    bytesPerSecond: z.number(),
    /** Ticks that failed since the run began. */
    errors: z.int(),
  }),
  z.object({ kind: z.literal('topic'), ...common, bytes: byteRateSchema, keys: keySharesSchema }),
  z.object({
    kind: z.literal('consumer'),
    ...common,
    lag: z.number(),
    waits: lagTimeSchema,
    bytesPerSecond: z.number(),
    /** Absent where no call ended. */
    times: callTimesSchema.optional(),
    /** Of calls that ended, those that failed. */
    errorShare: z.number(),
    /** Since the run began. */
    totals: z.object({
      failed: z.int(),
      retries: z.int(),
      givenUp: z.int(),
      rebalances: z.int(),
      /** Of workers and of the process they are in. */
      restarts: z.int(),
      lastRebalanceMs: z.number().optional(),
    }),
    /** Of the time of each instance, the part in which its handler worked: 1 is full. */
    busy: z.array(z.object({ instance: z.int(), share: z.number() })),
    partitions: z.array(partitionHealthSchema),
    keys: z.array(z.object({ topic: idSchema, keys: keySharesSchema })),
  }),
]);
export type NodeHealth = z.infer<typeof nodeHealthSchema>;
export type ConsumerHealth = Extract<NodeHealth, { kind: 'consumer' }>;
export type TopicHealth = Extract<NodeHealth, { kind: 'topic' }>;
export type ProducerHealth = Extract<NodeHealth, { kind: 'producer' }>;

export const healthFrameSchema = z.object({
  timeMs: z.number(),
  /** Absent while the node has no part in a run. */
  health: nodeHealthSchema.optional(),
});
export type HealthFrame = z.infer<typeof healthFrameSchema>;

const column = z.array(z.number().nullable());
/** The highest of each interval; null, a gap, where there was nothing. All of one length. */
export const seriesSchema = z.object({
  /** Of the first interval. */
  startMs: z.number(),
  intervalMs: z.number(),
  perSecond: column,
  lag: column,
  p95Ms: column,
  errorsPerSecond: column,
});
export type Series = z.infer<typeof seriesSchema>;

export const seriesAnswerSchema = z.object({
  /** When the run began; absent where there was none yet. */
  startedMs: z.number().optional(),
  nowMs: z.number(),
  /** By node id; without those that have no part in the run. */
  series: z.record(idSchema, seriesSchema),
  /** Crashes, rebalances and deployments since `fromMs`, of all nodes, the newest 200. */
  markers: sessionFrameSchema.shape.happenings,
});
export type SeriesAnswer = z.infer<typeof seriesAnswerSchema>;

export const alertConditionSchema = z.discriminatedUnion('measure', [
  z.object({ measure: z.literal('lag'), above: z.number().min(0) }),
  /** How long the oldest record has waited. */
  z.object({ measure: z.literal('waits'), aboveMs: z.number().min(0) }),
  z.object({ measure: z.literal('p95'), aboveMs: z.number().min(0) }),
  z.object({ measure: z.literal('errors'), aboveShare: z.number().min(0).max(1) }),
  z.object({
    measure: z.literal('state'),
    states: z.array(z.enum(['stopped', 'stalled', 'error', 'warning'])).min(1),
  }),
]);
export type AlertCondition = z.infer<typeof alertConditionSchema>;

export const alertRuleSchema = z.object({
  id: z.string().min(1).max(64),
  node: idSchema,
  condition: alertConditionSchema,
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertSchema = z.object({
  rule: alertRuleSchema,
  sinceMs: z.number(),
  /** What it was when the alert was raised; absent for a state. */
  value: z.number().optional(),
  /** `payment-service: lag 217, over 200`. */
  message: z.string(),
});
export type Alert = z.infer<typeof alertSchema>;

export const alertFrameSchema = z.object({
  rules: z.array(alertRuleSchema),
  /** That stand, the newest first. */
  raised: z.array(alertSchema),
  /** Raised since the frame before; each comes once. */
  fired: z.array(alertSchema),
});
export type AlertFrame = z.infer<typeof alertFrameSchema>;

export const healthContract = {
  /** How one node does: about once a second while it runs. */
  watch: call.input(z.object({ ...ofProject, node: idSchema })).output(eventIterator(healthFrameSchema)),
  /**
   * From then on: by the second where those are kept (ten minutes), otherwise the whole run in at most 600 points.
   */
  series: call
    .input(z.object({ ...ofProject, nodes: z.array(idSchema).max(8), fromMs: z.number() }))
    .output(seriesAnswerSchema),
  alerts: call.input(z.object(ofProject)).output(eventIterator(alertFrameSchema)),
  /** Kept in the app's own settings of the project; a rule with the same id is replaced. */
  saveAlertRule: call.input(z.object({ ...ofProject, rule: alertRuleSchema })).output(z.void()),
  removeAlertRule: call.input(z.object({ ...ofProject, id: z.string() })).output(z.void()),
};
