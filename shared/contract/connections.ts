import { z } from 'zod';
import { connectionSchema, saslSchema, tlsSchema } from '../connection/index.ts';
import { call } from './errors.ts';

/** A saved connection without what is secret in it. */
export const savedConnectionSchema = z.object({
  id: z.string(),
  name: z.string().min(1).max(200),
  brokers: connectionSchema.shape.brokers,
  clientId: z.string().optional(),
  tls: tlsSchema.omit({ key: true, passphrase: true }).optional(),
  sasl: saslSchema.omit({ password: true }).optional(),
  /** In front of topics and groups of runs there. */
  prefix: z.string().max(100).optional(),
  /** Which secrets are known at the moment. */
  secrets: z.object({ password: z.boolean(), key: z.boolean(), passphrase: z.boolean() }),
});
export type SavedConnection = z.infer<typeof savedConnectionSchema>;

/** A connection as it is written: a secret that is absent stays as it is, null forgets it. */
export const connectionDraftSchema = savedConnectionSchema.omit({ id: true, secrets: true }).extend({
  id: z.string().optional(),
  secrets: z.object({
    password: z.string().max(10_000).nullable().optional(),
    key: z.string().nullable().optional(),
    passphrase: z.string().max(10_000).nullable().optional(),
  }),
});
export type ConnectionDraft = z.infer<typeof connectionDraftSchema>;

export const connectionTestSchema = z.union([
  z.object({
    ok: z.literal(true),
    clusterId: z.string().optional(),
    brokers: z.int(),
    topics: z.int(),
    durationMs: z.number(),
  }),
  z.object({
    ok: z.literal(false),
    /** How far it came: each step that was taken, the last of them failed. */
    failedAt: z.enum(['resolve', 'connect', 'tls', 'authenticate', 'authorize', 'read']),
    message: z.string(),
    remedy: z.string(),
  }),
]);
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

export const connectionsContract = {
  list: call.output(z.array(savedConnectionSchema)),
  save: call.input(connectionDraftSchema).output(savedConnectionSchema),
  remove: call.input(z.object({ id: z.string() })).output(z.void()),
  /** Tries a draft (with the saved secrets where it names none), creating nothing. */
  test: call.input(connectionDraftSchema).output(connectionTestSchema),
};
