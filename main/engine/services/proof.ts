import { ORPCError } from '@orpc/server';
import type { HandledRecordPlace, Rerun, RerunRequest } from '../../../shared/contract/index.ts';
import { type Consumer, createWiring, type Graph } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { StoredRecord } from '../../cluster/index.ts';
import {
  type Capture,
  captureCall,
  captureRecord,
  type CaptureSource,
  consumerOf,
  freeTestPath,
  type ProofFaultCode,
  rerun,
  testOf,
  testText,
} from '../proof/index.ts';
import { ProjectReaders } from '../records/index.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';

const service = implementation.proof;

/** Handlers as they are now on events of runs: see ../proof/README.md. */
export function createProofService(parts: EngineParts) {
  const readers = new ProjectReaders(parts.clock);

  return service.router({
    handlersOf: service.handlersOf.handler(async ({ input }) => {
      const project = projectOf(parts, input.projectId);
      parts.trials.of(project).warm();
      const { graph } = project.document;
      const attempts = await attemptsAt(parts, project, input.record);
      const readers = consumersOf(graph, input.record.topic);
      return readers.map(({ id, name }) => ({
        node: { id, name },
        attempts: attempts
          .filter(({ node }) => node.id === id)
          .map(({ attempt, tries, outcome, startedMs }) => ({
            attempt,
            tries,
            outcome,
            ...(startedMs !== undefined && { startedMs }),
          })),
      }));
    }),
    rerun: service.rerun.handler(async ({ input, errors }) => {
      try {
        return (await runAgain(parts, readers, input)).run;
      } catch (error) {
        throw proofError(error, errors);
      }
    }),
    saveTest: service.saveTest.handler(async ({ input, errors }) => {
      try {
        const { project, consumer, capture, run } = await runAgain(parts, readers, input);
        const test = testOf(project.document.graph, consumer, capture, run, input.expect);
        return await saved(
          project,
          freeTestPath(new Set(project.document.tests.keys()), consumer, test),
          testText(test),
        );
      } catch (error) {
        throw proofError(error, errors);
      }
    }),
  });
}

interface RanAgain {
  readonly project: OpenProject;
  readonly consumer: Consumer;
  readonly capture: Capture;
  readonly run: Rerun;
}

/** Rejects with a ProofFault. */
async function runAgain(parts: EngineParts, readers: ProjectReaders, request: RerunRequest): Promise<RanAgain> {
  const project = projectOf(parts, request.projectId);
  const trials = parts.trials.of(project);
  trials.warm();
  const consumer = consumerOf(project.document.graph, request.node);
  const capture = await captureOf(parts, readers, project, request);
  return { project, consumer, capture, run: await rerun(project.project, consumer, capture, trials) };
}

/** From the traces, where they know of the attempt; otherwise the record alone. */
async function captureOf(
  parts: EngineParts,
  readers: ProjectReaders,
  project: OpenProject,
  { record, node, attempt }: RerunRequest,
): Promise<Capture> {
  const { graph } = project.document;
  const source: CaptureSource = { graph, read: (place) => readOne(parts, readers, project, place) };
  const chosen =
    attempt ?? (await attemptsAt(parts, project, record)).findLast((each) => each.node.id === node)?.attempt;
  const store = await parts.sessions
    .of(project)
    .traces.open()
    .catch(() => undefined);
  const call = chosen === undefined ? undefined : await store?.call('callOf', chosen);
  if (call) return await captureCall(call, source);
  const session = parts.sessions.of(project);
  const { topic, partition, offset } = record;
  const found = await source.read({ topic: session.cluster?.kafkaName(topic) ?? topic, partition, offset });
  if (found) return captureRecord(found, topic, session.seed ?? graph.settings.seed ?? 0);
  throw new Fault<ProofFaultCode>('record-gone', `${topic} holds no record ${partition}:${offset} (any more).`);
}

async function attemptsAt(parts: EngineParts, project: OpenProject, { topic, partition, offset }: HandledRecordPlace) {
  try {
    const store = await parts.sessions.of(project).traces.open();
    return await store.call('attemptsAt', { type: 'record', topic, partition, offset });
  } catch {
    // Without traces a handler can be run on the record all the same; that nothing is known of then is told with it.
    return [];
  }
}

/** Undefined where nothing stands there any more, or no cluster is up that could tell. */
async function readOne(
  parts: EngineParts,
  readers: ProjectReaders,
  project: OpenProject,
  { topic, partition, offset }: { topic: string; partition: number; offset: string },
): Promise<StoredRecord | undefined> {
  const access = parts.sessions.of(project).cluster;
  if (!access) return undefined;
  try {
    return await readers.of(project, access).readOne({ topic, partition, offset: BigInt(offset) });
  } catch {
    // A topic that is gone, or a cluster that doesn't answer: what tracing has kept must do, and is said.
    return undefined;
  }
}

function consumersOf(graph: Graph, topicName: string): Consumer[] {
  const wiring = createWiring(graph);
  return graph.nodes.filter(
    (node): node is Consumer =>
      node.kind === 'consumer' && wiring.subscribedTopics(node.id).some(({ name }) => name === topicName),
  );
}

/** Written at once where that writes nothing else. */
async function saved(project: OpenProject, file: string, text: string): Promise<{ file: string; isOnDisk: boolean }> {
  const isClean = project.unsaved.length === 0;
  const written = project.writeFile(project.revision, file, text);
  if (!written.ok) {
    const message = written.code === 'refused' ? written.refusal.message : 'The project has changed meanwhile.';
    throw new Fault<ProofFaultCode>('not-saved', message);
  }
  return { file, isOnDisk: isClean && (await project.save()).ok };
}

interface ProofErrors {
  RECORD_GONE(options: { message: string }): Error;
  NODE_UNKNOWN(options: { message: string }): Error;
  NOT_SAVED?(options: { message: string }): Error;
}

function proofError(error: unknown, errors: ProofErrors): unknown {
  if (!(error instanceof Fault) || error instanceof ORPCError) return error;
  const { message } = error;
  switch (error.code) {
    case 'record-gone':
      return errors.RECORD_GONE({ message });
    case 'node-unknown':
      return errors.NODE_UNKNOWN({ message });
    case 'not-saved':
      return errors.NOT_SAVED?.({ message }) ?? error;
    default:
      return error;
  }
}
