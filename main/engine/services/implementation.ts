import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EngineParts } from './engine-parts.ts';

/**
 * What every service starts from. An error that the contract doesn't declare becomes FAULT, with its message; the cause
 * goes along inside this process, for its log.
 */
export const implementation = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw asCallError(error);
  }
});

/** @throws {ORPCError} PROJECT_NOT_OPEN */
export function projectOf(parts: EngineParts, projectId: string): OpenProject {
  const project = parts.projects.find(projectId);
  if (project) return project;
  throw new ORPCError('PROJECT_NOT_OPEN', { message: 'The project is not open any more. Open it again.' });
}

/** Ours as they are; anything else is a fault of ours. */
export function asCallError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error;
  const message = error instanceof Fault ? error.message : 'Something in Topicraft went wrong.';
  const detail = error instanceof Error && !(error instanceof Fault) ? ` (${error.message})` : '';
  return new ORPCError('FAULT', { message: `${message}${detail}`, cause: error });
}
