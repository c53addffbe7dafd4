import { z } from 'zod';
import { consumerSchema, retrySchema, topicFormatSchema, triggerSchema } from '../../../shared/graph/index.ts';
import type { PlannedConsumer, PlannedProducer, PlannedTopic } from '../plan/plan.ts';

/** The parts of a plan that cross to a handler host. */

export const plannedTopicSchema: z.ZodType<PlannedTopic> = z.object({
  id: z.string(),
  name: z.string(),
  kafkaName: z.string(),
  partitions: z.int(),
  config: z.record(z.string(), z.string()),
  format: topicFormatSchema,
  schema: z.object({ file: z.string(), document: z.unknown() }).optional(),
});

export const plannedProducerSchema: z.ZodType<PlannedProducer> = z.object({
  kind: z.literal('producer'),
  id: z.string(),
  name: z.string(),
  handler: z.string(),
  trigger: triggerSchema,
  publishes: z.array(z.string()),
  replyTopic: z.string().optional(),
  maxTicks: z.int().optional(),
});

export const plannedConsumerSchema: z.ZodType<PlannedConsumer> = z.object({
  kind: z.literal('consumer'),
  id: z.string(),
  name: z.string(),
  handler: z.string(),
  group: z.string(),
  subscribes: z.array(z.string()),
  publishes: z.array(z.string()),
  instances: z.int(),
  fromBeginning: z.boolean(),
  batch: z.object({ maxRecords: z.int() }).optional(),
  delivery: z.object({
    concurrency: z.int(),
    timeoutMs: z.number(),
    retry: retrySchema,
    whenExhausted: consumerSchema.shape.whenExhausted,
    guarantee: z.literal('exactly-once').optional(),
    deadLetterTopic: z.string().optional(),
  }),
});
