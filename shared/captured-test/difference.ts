import { z } from 'zod';

const text = z.string().nullable();
const eventSchema = z.object({
  topic: z.string(),
  key: text,
  /** As in a captured test, cut. */
  value: text,
});

/** One thing in which what a handler gave is not what it should have given. */
export const differenceSchema = z.discriminatedUnion('type', [
  /** Absent: it ended well. */
  z.object({ type: z.literal('error'), expected: z.string().optional(), given: z.string().optional() }),
  z.object({ type: z.literal('missing'), event: eventSchema }),
  z.object({ type: z.literal('unexpected'), event: eventSchema }),
  z.object({
    type: z.literal('changed'),
    topic: z.string(),
    key: text,
    /** `key`, `value`, `value.items[0].price`, `header retries`. */
    path: z.string(),
    /** JSON text, or text; absent where there is nothing at that path. */
    expected: z.string().optional(),
    given: z.string().optional(),
  }),
  /** Further ones that are left out. */
  z.object({ type: z.literal('more'), count: z.int() }),
]);
export type Difference = z.infer<typeof differenceSchema>;
