import { type FaultStanding, faultProblems } from '../../broker/index.ts';
import type { DiagnosticMessage, FaultStandingMessage } from '../../../shared/contract/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { ProjectSession } from '../project-session/project-session.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';

const service = implementation.faults;

/** The failure lab of an open project's embedded broker: see main/broker/faults. */
export function createFaultsService(parts: EngineParts) {
  const sessionOf = (projectId: string): ProjectSession => parts.sessions.of(projectOf(parts, projectId));

  return service.router({
    list: service.list.handler(({ input }) => noneWithoutBroker(sessionOf(input.projectId), { type: 'list' })),
    set: service.set.handler(async ({ input: { projectId, plan }, errors }) => {
      const session = sessionOf(projectId);
      if (!session.isEmbedded) {
        throw errors.NOT_EMBEDDED({
          message: 'Faults are set on the embedded broker only, not on a cluster of yours.',
        });
      }
      const diagnostics = faultProblems(plan).map(({ field, message, remedy }): DiagnosticMessage => ({
        code: 'faults.mistake',
        severity: 'error',
        message,
        place: { field },
        remedy,
      }));
      if (diagnostics.length > 0) return { ok: false as const, diagnostics };
      try {
        return { ok: true as const, faults: toMessages(await session.changeFaults({ type: 'set', plan })) };
      } catch (error) {
        throw isNotUp(error) ? errors.BROKER_NOT_UP({ message: error.message }) : error;
      }
    }),
    clear: service.clear.handler(({ input: { projectId, ids } }) =>
      noneWithoutBroker(sessionOf(projectId), { type: 'clear', ids }),
    ),
  });
}

async function noneWithoutBroker(
  session: ProjectSession,
  change: Parameters<ProjectSession['changeFaults']>[0],
): Promise<FaultStandingMessage[]> {
  try {
    return toMessages(await session.changeFaults(change));
  } catch (error) {
    if (isNotUp(error)) return [];
    throw error;
  }
}

function isNotUp(error: unknown): error is Fault<string> {
  return error instanceof Fault && error.code === 'broker-not-up';
}

function toMessages(faults: readonly FaultStanding[]): FaultStandingMessage[] {
  return faults.map(({ rule, state, happened, remainingMs }) => ({
    rule,
    state,
    happened,
    ...(remainingMs !== undefined && { remainingMs }),
  }));
}
