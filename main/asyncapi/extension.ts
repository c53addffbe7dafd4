import { z } from 'zod';

/**
 * `x-topicraft`, AsyncAPI's way for what it has no field for (Specification Extensions): as little as ties operations to
 * the nodes of a graph. main/asyncapi/README.md describes it.
 */
export const extensionKey = 'x-topicraft';

/** At the document's root. Says that the tags of `info` are services. */
export const documentExtensionSchema = z.object({ version: z.literal(1) });
export type DocumentExtension = z.infer<typeof documentExtensionSchema>;

/** At an operation: the node that performs it. */
export const operationExtensionSchema = z.object({
  node: z.string().min(1).max(249),
  kind: z.enum(['producer', 'consumer']),
  /** By name. */
  service: z.string().min(1).max(249).optional(),
  /** Where its exhausted events go. */
  deadLetter: z.literal(true).optional(),
});
export type OperationExtension = z.infer<typeof operationExtensionSchema>;
