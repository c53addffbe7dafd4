import { oc } from '@orpc/contract';
import { z } from 'zod';

/** A diagnostic as it travels: shared/graph's `Diagnostic`, with any code. */
export const diagnosticSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  place: z.object({
    element: z.string().optional(),
    field: z.string().optional(),
    file: z.string().optional(),
    line: z.int().optional(),
    column: z.int().optional(),
  }),
  remedy: z.string(),
});
export type DiagnosticMessage = z.infer<typeof diagnosticSchema>;

/** Every call may fail so. */
const commonErrors = {
  /** The project isn't open (any more). */
  PROJECT_NOT_OPEN: {},
  /** Something of ours failed. The message says what; the engine's log has the cause. */
  FAULT: {},
};

/** What each call of the contract starts from. */
export const call = oc.errors(commonErrors);

/** What each call starts from that has something of the project run, install, connect or be fetched. */
export const trustedCall = call.errors({
  /** The person doesn't trust the project's folder (the real path in `data`), so nothing was done: ask, trust it, call again. */
  NOT_TRUSTED: { data: z.object({ folder: z.string() }) },
});

/** Names an open project; given by `projects.open`. */
export const projectIdSchema = z.string().min(1).max(64);
export const ofProject = { projectId: projectIdSchema };
