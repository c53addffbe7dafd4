import { ORPCError } from '@orpc/server';
import type { DiagnosticMessage } from '../../../shared/contract/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { ProjectHasErrors, type ProjectSession } from '../project-session/project-session.ts';
import type { Run } from '../project-session/run.ts';
import { TopicsMissing } from '../session/index.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { streamOf, type StreamControl, type StreamSource } from './stream.ts';
import { untilClosed } from './until-closed.ts';

const service = implementation.session;

/** The run of an open project: see ../project-session/README.md. */
export function createSessionService(parts: EngineParts) {
  const sessionOf = (projectId: string): ProjectSession => parts.sessions.of(projectOf(parts, projectId));

  const streamOfSession = <Frame>(
    projectId: string,
    signal: AbortSignal | undefined,
    read: (session: ProjectSession, changed: () => void) => StreamSource<Frame>,
  ) => {
    const session = sessionOf(projectId);
    const open = (control: StreamControl): StreamSource<Frame> =>
      untilClosed(session.project, control, read(session, control.changed));
    return streamOf({ clock: parts.clock, signal, open });
  };

  return service.router({
    watch: service.watch.handler(({ input, signal }) =>
      streamOfSession(input.projectId, signal, ({ frames }, changed) => frames.subscribe(changed)),
    ),
    logs: service.logs.handler(({ input, signal }) =>
      streamOfSession(input.projectId, signal, ({ log }, changed) => log.read(changed)),
    ),
    start: service.start.handler(async ({ input, errors }) => {
      const { projectId, ...request } = input;
      try {
        await sessionOf(projectId).start(request);
      } catch (error) {
        throw startError(error, errors);
      }
    }),
    stop: service.stop.handler(({ input }) => sessionOf(input.projectId).stop()),
    reset: service.reset.handler(({ input }) => sessionOf(input.projectId).reset()),
    deploy: service.deploy.handler(({ input }) => sessionOf(input.projectId).deploy(input.node)),
    setNodeRunning: service.setNodeRunning.handler(async ({ input }) => {
      await sessionOf(input.projectId).running?.setNodeRunning(input.node, input.running);
    }),
    sendNow: service.sendNow.handler(async ({ input, errors }) => {
      const run = sessionOf(input.projectId).running;
      const name = run?.nameOf(input.producer);
      if (!run || name === undefined) throw errors.NOT_SENT({ message: 'Nothing runs that could send it.' });
      const outcome = await run.session.sendNow(name, input.payload);
      if (!outcome.ok) throw errors.NOT_SENT({ message: outcome.message });
      return { tickId: outcome.tickId, eventIds: [...outcome.eventIds] };
    }),
    restartPartition: service.restartPartition.handler(async ({ input, errors }) => {
      const run = sessionOf(input.projectId).running;
      try {
        await restartPartition(run, input);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        throw errors.NOT_STOPPED({ message: error.message });
      }
    }),
  });
}

async function restartPartition(
  run: Run | undefined,
  { consumer, topic, partition }: { consumer: string; topic: string; partition: number },
): Promise<void> {
  const consumerName = run?.nameOf(consumer);
  const topicName = run?.nameOf(topic);
  if (!run || consumerName === undefined || topicName === undefined) {
    throw new Fault('not-stopped', 'That consumer does not run.');
  }
  await run.session.restartPartition(consumerName, topicName, partition);
}

interface StartErrors {
  PROJECT_HAS_ERRORS(options: { message: string; data: { diagnostics: DiagnosticMessage[] } }): Error;
  TOPICS_MISSING(options: { message: string; data: { topics: string[] } }): Error;
  CLUSTER_UNREACHABLE(options: { message: string }): Error;
  BROKER_DOES_NOT_START(options: { message: string }): Error;
  RUNTIME_DOES_NOT_START(options: { message: string }): Error;
  CONNECTION_UNKNOWN(options: { message: string }): Error;
  STOPPED(options: { message: string }): Error;
}

function startError(error: unknown, errors: StartErrors): unknown {
  if (!(error instanceof Fault) || error instanceof ORPCError) return error;
  const { message } = error;
  if (error instanceof ProjectHasErrors) {
    return errors.PROJECT_HAS_ERRORS({ message, data: { diagnostics: [...error.diagnostics] } });
  }
  if (error instanceof TopicsMissing) return errors.TOPICS_MISSING({ message, data: { topics: [...error.topics] } });
  switch (error.code) {
    case 'cluster-unreachable':
      return errors.CLUSTER_UNREACHABLE({ message });
    case 'broker-does-not-start':
      return errors.BROKER_DOES_NOT_START({ message });
    case 'runtime-does-not-start':
      return errors.RUNTIME_DOES_NOT_START({ message });
    case 'connection-unknown':
      return errors.CONNECTION_UNKNOWN({ message });
    case 'stopped':
      return errors.STOPPED({ message });
    default:
      return error;
  }
}
