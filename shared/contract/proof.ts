import { z } from 'zod';
import { differenceSchema } from '../captured-test/index.ts';
import { idSchema, projectPathSchema } from '../graph/index.ts';
import { testOutcomeSchema } from './code.ts';
import { ofProject, trustedCall } from './errors.ts';
import { lifeAttemptSchema } from './tracing.ts';

/** Handlers as they are now, on events of runs: again, and as tests. Nothing here touches a topic but to read it. */

/** A record of a topic; the topic by its name in the graph. */
export const handledRecordSchema = z.object({
  topic: z.string().min(1),
  partition: z.int().min(0),
  offset: z.string().regex(/^\d{1,19}$/),
});
export type HandledRecordPlace = z.infer<typeof handledRecordSchema>;

/** Names an attempt, as an event's life does. */
const attemptSchema = z.string().regex(/^\d{1,16}$/);

export const handlersOfRecordSchema = z.array(
  z.object({
    /** A consumer of the graph as it is now. */
    node: z.object({ id: z.string(), name: z.string() }),
    /** By time; none where it has not handled the record, or tracing doesn't know of it (any more). */
    attempts: z.array(
      z.object({
        attempt: attemptSchema,
        /** 1 on the first try. */
        tries: z.int(),
        outcome: lifeAttemptSchema.shape.outcome,
        startedMs: z.number().optional(),
      }),
    ),
  }),
);
export type HandlersOfRecord = z.infer<typeof handlersOfRecordSchema>;

export const rerunRequestSchema = z.object({
  ...ofProject,
  record: handledRecordSchema,
  node: idSchema,
  /** The newest one of the node by default. */
  attempt: attemptSchema.optional(),
});
export type RerunRequest = z.infer<typeof rerunRequestSchema>;

export const rerunSchema = z.object({
  node: z.object({ id: z.string(), name: z.string() }),
  /** Of the call: more than one in a batch. */
  records: z.int(),
  /** Those of before. */
  conditions: z.object({ seed: z.int(), attempt: z.int(), clockMs: z.array(z.number()) }),
  /** What it gave then; absent where that isn't known, or it didn't come to its end. */
  before: testOutcomeSchema.optional(),
  /** What it gives as it is now. */
  now: testOutcomeSchema,
  /** In what now is not as then; absent where then isn't known. */
  differences: z.array(differenceSchema).optional(),
  /** What of then could not be had, in words. */
  notes: z.array(z.string()),
});
export type Rerun = z.infer<typeof rerunSchema>;

const errors = {
  /** The record has gone from its topic, and tracing hasn't kept the whole of it. */
  RECORD_GONE: {},
  /** The node is no consumer of the graph (any more). */
  NODE_UNKNOWN: {},
};

export const proofContract = {
  /** Who has handled a record, or would. Makes ready for a re-run. */
  handlersOf: trustedCall.input(z.object({ ...ofProject, record: handledRecordSchema })).output(handlersOfRecordSchema),
  /** Runs a handler as it is now on an event that it has handled, with seed, attempt and clock of then, touching no topic. */
  rerun: trustedCall.input(rerunRequestSchema).errors(errors).output(rerunSchema),
  /**
   * Writes a file of the project's tests/ from a handled event. Where the project had no unsaved edits it is on disk then; otherwise it is one more
   * of them.
   */
  saveTest: trustedCall
    .input(
      rerunRequestSchema.extend({
        /** What the handler must give: what it gave then, or what it gives now. */
        expect: z.enum(['before', 'now']),
      }),
    )
    .errors({
      ...errors,
      /** What it must give isn't known, or can't be written down. The message says why. */ NOT_SAVED: {},
    })
    .output(z.object({ file: projectPathSchema, isOnDisk: z.boolean() })),
};
