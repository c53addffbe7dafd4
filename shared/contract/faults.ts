import { z } from 'zod';
import { type KafkaErrorName, kafkaErrors } from '../kafka/index.ts';
import { call, diagnosticSchema, ofProject, trustedCall } from './errors.ts';

/*
 * The failure lab: faults of the embedded broker, as main/broker/faults defines them. Topics, groups and clients go by their names on the
 * broker here, since a fault may be about some that aren't drawn. docs/broker-faults.md tells users the same.
 */

/** Longer than any run; and no timer can wait longer than 24 days. */
const mostMs = 1_000_000_000;
const mostFaults = 100;

const names = z.array(z.string().min(1).max(1000)).min(1).max(1000).readonly();
const time = z.int().min(0).max(mostMs);
const errorNames = Object.keys(kafkaErrors) as [KafkaErrorName, ...KafkaErrorName[]];
const moment = z.enum(['before', 'after']);

export const faultEffectSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('delay'), delayMs: time, jitterMs: time.optional() }),
  z.strictObject({ type: z.literal('error'), error: z.enum(errorNames), when: moment.optional() }),
  z.strictObject({ type: z.literal('disconnect'), when: moment }),
  z.strictObject({ type: z.literal('freeze') }),
  z.strictObject({ type: z.literal('refuse') }),
  z.strictObject({ type: z.literal('broker-down') }),
  z.strictObject({ type: z.literal('leader-moved') }),
]);

export const faultRuleSchema = z.strictObject({
  id: z.string().min(1).max(100),
  match: z
    .strictObject({
      apis: names.optional(),
      topics: names.optional(),
      partitions: z.array(z.int().min(0)).min(1).max(10_000).readonly().optional(),
      clientIds: names.optional(),
      groups: names.optional(),
      brokers: z.array(z.int().min(0)).min(1).max(100).readonly().optional(),
    })
    .optional(),
  effect: faultEffectSchema,
  probability: z.number().min(0).max(1).optional(),
  times: z.int().min(1).optional(),
  afterMs: time.optional(),
  forMs: z.int().min(1).max(mostMs).optional(),
});

/** Faults that are set together; the file of `topicraft broker --faults` is one. */
export const faultPlanSchema = z.strictObject({
  seed: z.int().optional(),
  faults: z.array(faultRuleSchema).min(1).max(mostFaults),
});

export const faultStandingSchema = z.object({
  rule: faultRuleSchema,
  /** `over`: its time is up, or it has happened as often as it may. */
  state: z.enum(['waiting', 'on', 'over']),
  /** How often it has happened. */
  happened: z.int(),
  /** Until it begins (`waiting`) or ends (`on`); absent where no time ends it. */
  remainingMs: z.number().optional(),
});
export type FaultStandingMessage = z.infer<typeof faultStandingSchema>;

const standings = z.array(faultStandingSchema);

export const faultsContract = {
  /** Those that are set, in that order; none where the embedded broker isn't up, since they end with its process. */
  list: call.input(z.object(ofProject)).output(standings),
  /**
   * Sets faults from now on, besides those that are set; one of the same id takes the place of the other. Where there is a mistake in one,
   * none is set, and the diagnostics say what it is.
   */
  set: trustedCall
    .input(z.object({ ...ofProject, plan: faultPlanSchema }))
    .errors({
      /** The project runs on a cluster that isn't ours: nothing is broken there. */
      NOT_EMBEDDED: {},
      /** The embedded broker isn't up. It begins without faults. */
      BROKER_NOT_UP: {},
    })
    .output(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true), faults: standings }),
        z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
      ]),
    ),
  /** Ends these, or all; one that isn't set is passed over. Gives those that are left. */
  clear: call.input(z.object({ ...ofProject, ids: z.array(z.string()).optional() })).output(standings),
};
