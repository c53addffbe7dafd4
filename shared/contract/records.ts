import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { ofProject, trustedCall } from './errors.ts';

const offsetSchema = z.string().regex(/^\d{1,19}$/);

export const recordPositionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('now') }),
  /** So many of each topic, the newest by time over all of its partitions; the filter comes after that. */
  z.object({ type: z.literal('newest'), count: z.int().min(1).max(10_000) }),
  z.object({ type: z.literal('beginning') }),
  z.object({ type: z.literal('offset'), offset: offsetSchema }),
  z.object({ type: z.literal('time'), timeMs: z.number() }),
]);
export type RecordPosition = z.infer<typeof recordPositionSchema>;

export const recordFilterSchema = z.object({
  /** In key, value or headers, whatever the case. */
  text: z.string().max(1000).optional(),
  /** In the key, whatever the case. */
  key: z.string().max(1000).optional(),
  /** `name` or `name=value`. */
  header: z.string().max(1000).optional(),
  /**
   * A JavaScript expression over `topic`, `partition`, `offset`, `key`, `value`, `headers`, `timestampMs`. `value` is what its JSON
   * says, otherwise text; bytes that aren't text are hexadecimal. `headers` is an object.
   */
  predicate: z.string().max(10_000).optional(),
});
export type RecordFilter = z.infer<typeof recordFilterSchema>;

/** How the bytes of a key or value are best shown. */
export const payloadFormSchema = z.enum(['null', 'json', 'text', 'bytes']);

export const recordPreviewSchema = z.object({
  /** The graph's name where the topic is the graph's, otherwise the cluster's. */
  topic: z.string(),
  partition: z.int(),
  offset: offsetSchema,
  timestampMs: z.number(),
  /** At most 256 characters; null is no key. Bytes that aren't text are hexadecimal. */
  key: z.string().nullable(),
  /** At most 512 characters of the value as it is shown; hexadecimal for bytes. */
  value: z.string(),
  valueForm: payloadFormSchema,
  valueBytes: z.int(),
  headerCount: z.int(),
  /** From our headers, where the record has them. */
  eventId: z.string().optional(),
  traceId: z.string().optional(),
});
export type RecordPreview = z.infer<typeof recordPreviewSchema>;

export const recordFrameSchema = z.object({
  records: z.array(recordPreviewSchema),
  /** Records that passed the filter but were left out to keep up, since the frame before. */
  dropped: z.int(),
  /** Records looked at so far. */
  scanned: z.int(),
  /** All partitions have been read to their ends once. */
  caughtUp: z.boolean(),
  /** Present: the predicate failed or took too long, and the stream ends. */
  problem: z
    .object({
      code: z.enum(['predicate-invalid', 'predicate-failed', 'predicate-too-slow', 'cluster']),
      message: z.string(),
    })
    .optional(),
});
export type RecordFrame = z.infer<typeof recordFrameSchema>;

const recordAddress = {
  ...ofProject,
  topic: z.string().min(1),
  partition: z.int().min(0),
  offset: offsetSchema,
};

/** Bytes of a record by base64, cut where the call says. */
export const recordDetailSchema = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: offsetSchema,
  timestampMs: z.number(),
  /** `create` is the producer's time, `append` the broker's. */
  timestampType: z.enum(['create', 'append']),
  key: z.string().nullable(),
  value: z.string().nullable(),
  valueBytes: z.int(),
  /** The value goes on behind what was sent. */
  truncated: z.boolean(),
  headers: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
});
export type RecordDetail = z.infer<typeof recordDetailSchema>;

const clusterErrors = {
  /** Nothing runs, and no embedded broker is up. */
  NO_CLUSTER: {},
  CLUSTER_UNREACHABLE: {},
  TOPIC_UNKNOWN: {},
};

/** Browsing joins no group and commits nothing. */
export const recordsContract = {
  /** Records of topics (all of the graph's by default) from a place on; with `follow` it goes on as they come. */
  browse: trustedCall
    .input(
      z.object({
        ...ofProject,
        topics: z.array(z.string()).max(1000).optional(),
        partition: z.int().min(0).optional(),
        from: recordPositionSchema,
        follow: z.boolean(),
        /** Without `follow`: how many at most. */
        limit: z.int().min(1).max(100_000).optional(),
        filter: recordFilterSchema.optional(),
      }),
    )
    .errors(clusterErrors)
    .output(eventIterator(recordFrameSchema)),
  detail: trustedCall
    .input(
      z.object({
        ...recordAddress,
        maxValueBytes: z
          .int()
          .min(0)
          .max(64 * 1024 * 1024)
          .default(262_144),
      }),
    )
    .errors({ ...clusterErrors, RECORD_GONE: {} })
    .output(recordDetailSchema),
  /** Produces a record, as with "resend edited". Key, value and headers are base64; null stays null. */
  send: trustedCall
    .input(
      z.object({
        ...ofProject,
        topic: z.string().min(1),
        partition: z.int().min(0).optional(),
        key: z.base64().nullable(),
        value: z.base64().nullable(),
        headers: z.array(z.object({ name: z.string(), value: z.base64() })).default([]),
      }),
    )
    .errors({ ...clusterErrors, REFUSED: {} })
    .output(z.object({ partition: z.int(), offset: offsetSchema })),
};
