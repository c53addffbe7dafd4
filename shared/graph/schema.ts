import { z } from 'zod';
import { projectPathSchema } from './project-path.ts';

/** The version of topicraft.json that this code writes. Older ones are migrated on open, newer ones refused. */
export const currentFormat = 1;

/** Opaque and stable: edges, layout and tests refer to it, so a rename never touches them. */
export const idSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'An id has 1 to 64 letters, digits, underscores and hyphens')
  // Layouts are objects by id: an id like `constructor` would find what every object inherits.
  .refine((id) => !(id in Object.prototype), 'An id may not be the name of a property that every object has');
const nameSchema = z.string().min(1).max(249);
const durationMsSchema = z.int().min(0).max(86_400_000);

/** What makes a producer tick. */
export const triggerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('manual') }),
  z.strictObject({ type: z.literal('interval'), everyMs: z.int().min(1).max(86_400_000) }),
  /** A steady rate: ticks are due at start + n / perSecond, and late ones are caught up. */
  z.strictObject({ type: z.literal('rate'), perSecond: z.number().positive().max(100_000) }),
  z.strictObject({
    type: z.literal('cron'),
    expression: z.string().min(1).max(200),
    timeZone: z.string().max(64).optional(),
  }),
  /** One tick a row of a file in the project; the row is `tick.payload`. */
  z.strictObject({
    type: z.literal('replay'),
    file: projectPathSchema,
    format: z.enum(['jsonl', 'csv']),
    perSecond: z.number().positive().max(100_000).optional(),
    repeat: z.boolean().optional(),
  }),
  /** One tick a request to http://127.0.0.1:PORT + path; the parsed body is `tick.payload`. */
  z.strictObject({
    type: z.literal('http'),
    /** 0 takes any free port; what was taken is reported. */
    port: z.int().min(0).max(65_535),
    path: z
      .string()
      .regex(/^\/[^\s?#]*$/)
      .max(1024),
    allowedOrigins: z.array(z.string().max(1024)).max(100).optional(),
    /** The request waits for a record that answers it (reply-to and correlation-id) on this topic (a node id). */
    replyTopic: idSchema.optional(),
    replyTimeoutMs: durationMsSchema.optional(),
  }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

export const producerSchema = z.strictObject({
  id: idSchema,
  kind: z.literal('producer'),
  name: nameSchema,
  service: idSchema.optional(),
  /** A file in the project's handlers/ folder; it serves this node alone. */
  handler: projectPathSchema,
  trigger: triggerSchema,
});
export type Producer = z.infer<typeof producerSchema>;

export const topicFormatSchema = z.enum(['json', 'text', 'bytes']);
export type TopicFormat = z.infer<typeof topicFormatSchema>;

export const topicSchema = z.strictObject({
  id: idSchema,
  kind: z.literal('topic'),
  name: nameSchema,
  partitions: z.int().min(1).max(1000),
  format: topicFormatSchema,
  /** A JSON Schema in the project's schemas/ folder; only with format json. */
  schema: projectPathSchema.optional(),
  /** Further configuration by Kafka's own names (retention.ms, cleanup.policy …), used when the topic is created. */
  config: z.record(z.string().max(249), z.string().max(1000)).optional(),
});
export type Topic = z.infer<typeof topicSchema>;

export const retrySchema = z.strictObject({
  /** Attempts after the first; 0 gives up at once. */
  limit: z.int().min(0).max(1000),
  backoffMs: durationMsSchema,
  /** Each wait is the one before times this, up to maxBackoffMs. */
  factor: z.number().min(1).max(10),
  maxBackoffMs: durationMsSchema,
});
export type Retry = z.infer<typeof retrySchema>;

/**
 * `at-least-once`: an event comes again where it isn't known to be done. `exactly-once`: what a handler emits and that its event
 * is done stand in one Kafka transaction, so that whoever reads committed records sees all of it once, or nothing.
 */
export const deliveryGuaranteeSchema = z.enum(['at-least-once', 'exactly-once']);
export type DeliveryGuarantee = z.infer<typeof deliveryGuaranteeSchema>;

/** A transaction lasts as long as an attempt, and a broker bounds it: `transaction.max.timeout.ms`, 15 minutes by default. */
export const longestExactlyOnceTimeoutMs = 840_000;

export const consumerSchema = z.strictObject({
  id: idSchema,
  kind: z.literal('consumer'),
  name: nameSchema,
  service: idSchema.optional(),
  /** A file in the project's handlers/ folder; it serves this node alone. */
  handler: projectPathSchema,
  /** Consumer group id. */
  group: nameSchema,
  instances: z.int().min(1).max(64),
  fromBeginning: z.boolean(),
  /** Partitions that one instance works on at once. */
  concurrency: z.int().min(1).max(1000),
  /** Longest time one attempt may take. */
  timeoutMs: z.int().min(1).max(86_400_000),
  retry: retrySchema,
  /** What becomes of an event whose attempts have all failed. */
  whenExhausted: z.enum(['dead-letter', 'stop-partition', 'skip']),
  /** At least once where absent. */
  guarantee: deliveryGuaranteeSchema.optional(),
  /** Present: a batch consumer, which gets up to this many records of one partition a call. */
  batch: z.strictObject({ maxRecords: z.int().min(1).max(10_000) }).optional(),
});
export type Consumer = z.infer<typeof consumerSchema>;

export const noteSchema = z.strictObject({
  id: idSchema,
  kind: z.literal('note'),
  name: nameSchema,
  text: z.string().max(10_000),
});
export type Note = z.infer<typeof noteSchema>;

export const nodeSchema = z.discriminatedUnion('kind', [producerSchema, topicSchema, consumerSchema, noteSchema]);
export type Node = z.infer<typeof nodeSchema>;
export type NodeKind = Node['kind'];

/** A producer or consumer publishes to a topic; a topic is subscribed to by a consumer. Source to target is data's way. */
export const edgeSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['publishes', 'subscribes']),
  source: idSchema,
  target: idSchema,
  /** On `publishes` from a consumer: where its exhausted events go. At most one a consumer; `emit` does not offer it. */
  deadLetter: z.literal(true).optional(),
});
export type Edge = z.infer<typeof edgeSchema>;
export type EdgeKind = Edge['kind'];

/** Producers and consumers that deploy together, in one handler host. A node without one stands in a service of its own. */
export const serviceSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  description: z.string().max(2000).optional(),
});
export type Service = z.infer<typeof serviceSchema>;

export const settingsSchema = z.strictObject({
  /** Seed of ids and `random`; a run may override it. */
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** How long a stop waits for events in flight. */
  drainTimeoutMs: durationMsSchema.optional(),
});

export const graphSchema = z.strictObject({
  format: z.literal(currentFormat),
  name: z.string().min(1).max(200),
  description: z.string().max(10_000).optional(),
  settings: settingsSchema,
  services: z.array(serviceSchema).max(10_000),
  nodes: z.array(nodeSchema).max(10_000),
  edges: z.array(edgeSchema).max(50_000),
});
/** The document in topicraft.json. */
export type Graph = z.infer<typeof graphSchema>;

const numberSchema = z.number().min(-1e7).max(1e7);
export const layoutSchema = z.strictObject({
  format: z.literal(currentFormat),
  /** By node id. */
  nodes: z.record(
    idSchema,
    z.strictObject({
      x: numberSchema,
      y: numberSchema,
      width: numberSchema.optional(),
      height: numberSchema.optional(),
    }),
  ),
  /** By service id. */
  services: z.record(idSchema, z.strictObject({ collapsed: z.boolean() })),
  viewport: z.strictObject({ x: numberSchema, y: numberSchema, zoom: z.number().min(0.05).max(8) }).optional(),
});
/** The document in topicraft.layout.json: nothing in it changes what runs. */
export type Layout = z.infer<typeof layoutSchema>;
