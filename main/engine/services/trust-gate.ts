import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { ofProject } from '../../../shared/contract/index.ts';
import { accessAt } from '../trust/index.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';

const inputSchema = z.object(ofProject);

/**
 * The one gate in front of everything that a project could do by itself: a call that needs trust (../trust/needs-trust.ts) comes
 * through only where the person trusts the folder in which the project really stands at this moment. A call that needs none
 * waits for those before it that are looked into, so that no stop overtakes its start.
 */
export function behindTrustGate(parts: EngineParts) {
  const looking = new Map<string, Promise<unknown>>();
  return implementation.use(async ({ path, next }, input: unknown) => {
    const projectId = inputSchema.safeParse(input).data?.projectId ?? '';
    if (accessAt(path) === 'open') {
      await looking.get(projectId);
      return await next();
    }
    const look = assertTrusted(parts, projectId);
    const settled = look.catch(() => undefined);
    looking.set(projectId, settled);
    try {
      await look;
    } finally {
      if (looking.get(projectId) === settled) looking.delete(projectId);
    }
    return await next();
  });
}

/** @throws {ORPCError} NOT_TRUSTED, PROJECT_NOT_OPEN */
async function assertTrusted(parts: EngineParts, projectId: string): Promise<void> {
  const { trusted, folder } = await parts.trust.standingOf(projectOf(parts, projectId).folder);
  if (trusted) return;
  const message = `Nothing of ${folder} runs until you trust that folder.`;
  throw new ORPCError('NOT_TRUSTED', { message, data: { folder } });
}
