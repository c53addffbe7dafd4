import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, ofProject } from './errors.ts';

/** What a trusted folder stands for: itself alone, or all that is in it too. */
export const trustScopeSchema = z.enum(['folder', 'tree']);
export type TrustScope = z.infer<typeof trustScopeSchema>;

export const trustedFolderSchema = z.object({
  /** Absolute, without symbolic links. */
  folder: z.string(),
  scope: trustScopeSchema,
  trustedMs: z.number(),
});
export type TrustedFolder = z.infer<typeof trustedFolderSchema>;

/** Whether an open project is trusted: whether anything of it may run, install, connect or be fetched. */
export const trustStandingSchema = z.object({
  trusted: z.boolean(),
  /** The project's folder, absolute and without symbolic links: what is trusted, wherever a link pointed from. */
  folder: z.string(),
  /** The folder around it, where that may be trusted with all in it: neither a disk's root nor the person's home. */
  parent: z.string().optional(),
  /** The folder because of which it is trusted. */
  by: z.string().optional(),
});
export type TrustStanding = z.infer<typeof trustStandingSchema>;

const listedFolderSchema = trustedFolderSchema.extend({
  /** False where the folder has gone. */
  exists: z.boolean(),
});
export type ListedFolder = z.infer<typeof listedFolderSchema>;

export const trustContract = {
  /** How an open project stands, and again whenever that has changed. */
  watch: call.input(z.object(ofProject)).output(eventIterator(trustStandingSchema)),
  /**
   * Trusts an open project's folder, or the one around it with all in it. `folder` is the one that the person was shown; a link
   * that leads elsewhere meanwhile is refused.
   */
  trust: call
    .input(z.object({ ...ofProject, folder: z.string().min(1), scope: trustScopeSchema }))
    .errors({ REFUSED: {} })
    .output(trustStandingSchema),
  /** The folder trusted last comes first. */
  list: call.output(z.array(listedFolderSchema)),
  /** Stops what runs in each open project that isn't trusted any more, and removes its records: the window asks before. */
  remove: call.input(z.object({ folder: z.string().min(1) })).output(z.array(listedFolderSchema)),
};
