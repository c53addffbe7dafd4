import { z } from 'zod';
import { errorReportSchema } from '../reports.ts';
import { plannedTopicSchema } from './planned-schemas.ts';

/**
 * What the engine and a handler host that only tries handlers say to each other: `try`, answered by one `tried`, and then perhaps
 * the next. Nothing of it touches a cluster.
 */

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What a tried handler is called with. */
export const trialInputSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('records'),
    /** As a worker gets them; the first one's id seeds `random`, and each one's names what it causes. */
    records: z
      .array(
        z.object({
          id: z.string(),
          /** The graph's name. */
          topic: z.string(),
          partition: z.int(),
          offset: z.string(),
          timestampMs: z.number(),
          key: bytes.nullable(),
          value: bytes.nullable(),
          headers: z.array(z.tuple([z.string(), bytes.nullable()])),
        }),
      )
      .min(1),
  }),
  z.object({
    type: z.literal('tick'),
    tick: z.object({ id: z.string(), index: z.int(), timeMs: z.number(), payload: z.unknown() }),
  }),
]);
export type TrialInput = z.infer<typeof trialInputSchema>;

export const tryMessageSchema = z.object({
  type: z.literal('try'),
  projectFolder: z.string(),
  nodeId: z.string(),
  kind: z.enum(['producer', 'consumer', 'batch-consumer']),
  /** Names of the topics that `emit` takes. */
  publishes: z.array(z.string()),
  topics: z.array(plannedTopicSchema),
  seed: z.int(),
  /** 1 on the first try. */
  attempt: z.int(),
  /** What the clock reads, in place of the time of day; see shared/captured-test `givenClock`. */
  clockMs: z.array(z.number()).optional(),
  input: trialInputSchema,
  /** The modules to try, each in a worker of its own, one after the other. */
  codeFiles: z.array(z.string()),
  timeoutMs: z.number(),
});
export type TryMessage = z.infer<typeof tryMessageSchema>;

const triedEmitSchema = z.object({
  topic: z.string(),
  key: bytes.nullable(),
  value: bytes.nullable(),
  headers: z.array(z.tuple([z.string(), bytes])),
});

export const triedSchema = z.object({
  ok: z.boolean(),
  durationMs: z.number(),
  /** In the order in which the handler emitted; those of a batch in the order of their causes. */
  emitted: z.array(triedEmitSchema),
  logs: z.array(
    z.object({ level: z.enum(['debug', 'info', 'warn', 'error']), message: z.string(), fields: z.string().optional() }),
  ),
  /** Absent where `ok`. */
  error: errorReportSchema.optional(),
});
/** What a handler did with a trial's input. */
export type Tried = z.infer<typeof triedSchema>;

export const triedMessageSchema = z.object({ type: z.literal('tried'), outcomes: z.array(triedSchema) });
export type TriedMessage = z.infer<typeof triedMessageSchema>;
