import { z } from 'zod';

const text = z.string().nullable();
const headers = z.record(z.string(), z.string());

const capturedEventSchema = z.object({
  /** Id or name; absent for a producer's tick. */
  topic: z.string().optional(),
  key: text.default(null),
  /** JSON text for topics of that format (and for a tick's payload), text or base64 otherwise. */
  value: text,
  headers: headers.default({}),
  /** As the handler sees it; seeds `random`. */
  id: z.string().optional(),
  partition: z.int().min(0).optional(),
  offset: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
  /** The record's own, in milliseconds since the Unix epoch; of a tick when it was due. */
  timestampMs: z.number().optional(),
});
export type CapturedEvent = z.infer<typeof capturedEventSchema>;

/**
 * A file of a project's tests/: an event that was captured, what the call had besides it, and what the node's handler must give for it.
 * Only `node` and `event` need be there; what else is absent is as `testConditions` says. One form for the app, its command and an export.
 */
export const capturedTestSchema = z.object({
  /** Node id or name. */
  node: z.string(),
  event: capturedEventSchema,
  /** Of a batch handler's call: the further events, behind `event`. */
  batch: z.array(capturedEventSchema).max(10_000).default([]),
  /** Of the run: seeds `random`. */
  seed: z.int().min(0).optional(),
  /** 1 on the first try. */
  attempt: z.int().min(1).optional(),
  /** What the handler reads off its clock, one reading after the other; later ones are a millisecond apart. */
  clockMs: z.array(z.number()).min(1).max(1000).optional(),
  /** In the order in which the handler emits; those of a batch in the order of their causes. */
  emitted: z
    .array(
      z.object({
        topic: z.string(),
        key: text.default(null),
        value: text,
        /** Absent: not looked at. */
        headers: headers.optional(),
      }),
    )
    .default([]),
  /** A part of the message with which the handler must fail. */
  error: z.string().optional(),
});
export type CapturedTest = z.infer<typeof capturedTestSchema>;
