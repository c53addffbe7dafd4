import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { idSchema, projectPathSchema } from '../graph/index.ts';
import { call, diagnosticSchema, ofProject, trustedCall } from './errors.ts';

export const testEventSchema = z.object({
  /** Topic id; absent for a producer's tick. */
  topic: idSchema.optional(),
  key: z.string().nullable(),
  /** JSON text for topics of that format (and for a tick's payload), text or base64 otherwise. */
  value: z.string().nullable(),
  headers: z.record(z.string(), z.string()).default({}),
});
export type TestEvent = z.infer<typeof testEventSchema>;

export const testOutcomeSchema = z.object({
  ok: z.boolean(),
  durationMs: z.number(),
  emitted: z.array(
    z.object({
      topic: z.string(),
      key: z.string().nullable(),
      /** JSON text, text or base64, by the topic's format. */
      value: z.string().nullable(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
  logs: z.array(
    z.object({ level: z.enum(['debug', 'info', 'warn', 'error']), message: z.string(), fields: z.string().optional() }),
  ),
  error: z.object({ name: z.string(), message: z.string(), stack: z.string() }).optional(),
  /** It did not compile, and so did not run. */
  diagnostics: z.array(diagnosticSchema),
});
export type TestOutcome = z.infer<typeof testOutcomeSchema>;

export const packageChangesSchema = z.object({
  /** Of the package files as they are now. */
  digest: z.string(),
  /** What is other than at the last installation that the person agreed to; everything where there was none. */
  changes: z.array(
    z.object({
      file: z.string(),
      /** A package, or in words what else it is. */
      item: z.string(),
      before: z.string().optional(),
      after: z.string().optional(),
    }),
  ),
  /** Changes that are left out of the list. */
  more: z.int(),
});
export type PackageChanges = z.infer<typeof packageChangesSchema>;

export const codeContract = {
  /** Runs a handler on an event without touching a topic, beside the deployed version where one runs and differs. */
  testRun: trustedCall
    .input(z.object({ ...ofProject, node: idSchema, text: z.string(), event: testEventSchema }))
    .output(z.object({ current: testOutcomeSchema, deployed: testOutcomeSchema.optional() })),
  /** Undefined text where it can't be read as code. */
  format: call
    .input(z.object({ ...ofProject, file: projectPathSchema, text: z.string() }))
    .output(z.object({ text: z.string().optional() })),
  /** Declaration files of the project's npm packages, by path below node_modules. */
  packageTypes: call
    .input(z.object(ofProject))
    .output(z.object({ files: z.record(z.string(), z.string()), truncated: z.boolean() })),
  /**
   * Installs what package.json says, and a package more where one is named. Lifecycle scripts don't run. Where the package files
   * aren't those of the last installation here, nothing is done until `agreed` is the digest of what they are now.
   */
  installPackages: trustedCall
    .input(
      z.object({
        ...ofProject,
        add: z.object({ name: z.string().min(1).max(214), version: z.string().max(100).optional() }).optional(),
        agreed: z.string().max(100).optional(),
      }),
    )
    .errors({
      NOT_INSTALLED: {},
      /** Show the changes, and call again with the digest as `agreed` once the person said yes. */
      PACKAGES_CHANGED: { data: packageChangesSchema },
    })
    .output(
      eventIterator(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('progress'), message: z.string() }),
          z.object({ type: z.literal('done'), packageJson: z.string(), installed: z.array(z.string()) }),
        ]),
      ),
    ),
};
