import { z } from 'zod';

const text = z.string().nullable();

/**
 * A file of a project's tests/: an event that was captured, and what the node's handler must emit for it. Topics go by id or
 * name; a value is JSON text for topics of that format (and for a tick's payload), text or base64 otherwise.
 */
export const capturedTestSchema = z.object({
  /** Node id or name. */
  node: z.string(),
  /** `topic` is absent for a producer's tick. */
  event: z.object({
    topic: z.string().optional(),
    key: text.default(null),
    value: text,
    headers: z.record(z.string(), z.string()).default({}),
  }),
  emitted: z.array(z.object({ topic: z.string(), key: text.default(null), value: text })).default([]),
  /** A part of the message with which the handler must fail. */
  error: z.string().optional(),
});
export type CapturedTest = z.infer<typeof capturedTestSchema>;
