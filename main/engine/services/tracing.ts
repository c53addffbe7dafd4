import { ORPCError } from '@orpc/server';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { TraceFrame } from '../../../shared/contract/index.ts';
import type { Graph } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { ChangedTraces, ProjectTraces, Traces } from '../tracing/project-traces.ts';
import { createProjectOfRun } from '../exchange/index.ts';
import { filesOf, textOf } from '../workspace/document-files.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { openFolder } from './projects.ts';
import { streamOf, type StreamControl, type StreamSource } from './stream.ts';

const service = implementation.tracing;

/** Of a frame. */
const mostTraces = 500;

/** What the traces of an open project tell: see ../tracing. */
export function createTracingService(parts: EngineParts) {
  const tracesOf = (projectId: string): ProjectTraces => parts.sessions.of(projectOf(parts, projectId)).traces;
  const storeOf = (projectId: string): Promise<Traces> => tracesOf(projectId).open().catch(throwUnavailable);

  return service.router({
    overview: service.overview.handler(({ input }) => tracesOf(input.projectId).overview()),
    change: service.change.handler(({ input }) => {
      const { projectId, isOn, ringBytes, otlpEndpoint } = input;
      return tracesOf(projectId).change({
        ...(isOn !== undefined && { isOn }),
        ...(ringBytes !== undefined && { ringBytes }),
        ...(otlpEndpoint !== undefined && { otlpEndpoint }),
      });
    }),
    watch: service.watch.handler(async ({ input, signal }) => {
      const project = projectOf(parts, input.projectId);
      const store = await storeOf(input.projectId);
      return streamOf({ clock: parts.clock, signal, open: (control) => changedTraces(project, store, control) });
    }),
    life: service.life.handler(async ({ input }) => {
      const store = await storeOf(input.projectId);
      const life = await store.call('life', input.of, input.direction, input.maxEvents).catch(throwUnavailable);
      if (life) return life;
      const message =
        'There is no trace of this event: it came before tracing was on, is not among the share that was kept, or was so old that newer ones took its place.';
      throw new ORPCError('NOT_TRACED', { message });
    }),
    search: service.search.handler(async ({ input }) => {
      const store = await storeOf(input.projectId);
      return await store.call('search', input.question, input.limit, input.cursor).catch(throwUnavailable);
    }),
    missed: service.missed.handler(async ({ input }) => {
      const { projectId, question, limit, cursor } = input;
      const { graph } = projectOf(parts, projectId).document;
      const asked = pathIn(graph, question.from, question.to);
      const store = await storeOf(projectId);
      const { withinMs, session } = question;
      return await store
        .call('missed', { ...asked, withinMs, session }, parts.clock.nowMs(), limit, cursor)
        .catch(throwUnavailable);
    }),
    savedQuestions: service.savedQuestions.handler(({ input }) => tracesOf(input.projectId).questions()),
    saveQuestion: service.saveQuestion.handler(({ input }) => tracesOf(input.projectId).saveQuestion(input.question)),
    removeQuestion: service.removeQuestion.handler(({ input }) => tracesOf(input.projectId).removeQuestion(input.id)),
    counts: service.counts.handler(async ({ input }) => {
      const store = await storeOf(input.projectId);
      return await store.call('counts', input.session).catch(throwUnavailable);
    }),
    saveRun: service.saveRun.handler(async ({ input, errors }) => {
      const { document } = projectOf(parts, input.projectId);
      const files = filesOf(document).flatMap((file) => {
        const text = textOf(document, file);
        return text === undefined ? [] : [[file, text] as const];
      });
      const store = await storeOf(input.projectId);
      const saved = await store.call('saveRun', input.session, Object.fromEntries(files)).catch(throwUnavailable);
      if (!saved) throw errors.RUN_UNKNOWN({ message: 'This run is not kept any more.' });
      return { content: Buffer.from(saved.bytes).toString('base64'), leftOutTraces: saved.leftOutTraces };
    }),
    openRun: service.openRun.handler(async ({ input }) => {
      const bytes = new Uint8Array(Buffer.from(input.content, 'base64'));
      const folder = path.resolve(parts.options.projectsFolder, input.folder);
      const created = await createProjectOfRun(bytes, folder);
      if (!created.ok) return { ok: false, diagnostics: [...created.diagnostics] };
      const opened = await openFolder(parts, folder);
      if (!opened.ok) return opened;
      const store = await storeOf(opened.project.projectId);
      // Its records are those of no broker here.
      const session = await store.call('openRun', bytes, `file ${randomUUID()}`).catch(throwUnavailable);
      return { ...opened, session };
    }),
    forget: service.forget.handler(async ({ input }) => {
      const store = await storeOf(input.projectId);
      await store.call('forget', input.session).catch(throwUnavailable);
    }),
  });
}

/** Gathers what has changed between two frames; a trace that changed twice stands in it once. */
function changedTraces(project: OpenProject, store: Traces, { changed, end }: StreamControl): StreamSource<TraceFrame> {
  const waiting = new Map<string, TraceFrame['traces'][number]>();
  let dropped = 0;
  let latest: ChangedTraces | undefined;
  const unwatch = store.watch((told) => {
    latest = told;
    dropped += told.dropped;
    for (const trace of told.traces) {
      const key = `${trace.session} ${trace.traceId}`;
      if (waiting.size < mostTraces || waiting.has(key)) waiting.set(key, trace);
      else dropped += 1;
    }
    changed();
  });
  const unsubscribe = project.onSignal(({ type }) => {
    if (type === 'closed') end();
  });
  return {
    take: () => {
      if (!latest) return undefined;
      const frame = {
        traces: [...waiting.values()],
        dropped,
        share: latest.share,
        hopsPerSecond: latest.hopsPerSecond,
      };
      waiting.clear();
      dropped = 0;
      latest = undefined;
      return frame;
    },
    close: () => {
      unwatch();
      unsubscribe();
    },
  };
}

/** @throws {ORPCError} NODE_UNKNOWN, NO_PATH */
function pathIn(graph: Graph, from: string, to: string): { fromTopic: string; toTopic?: string; toNode?: string } {
  const source = nodeIn(graph, from);
  const target = nodeIn(graph, to);
  if (source.kind !== 'topic') throw unknownNode(from, 'no topic');
  if (target.kind !== 'topic' && target.kind !== 'consumer') throw unknownNode(to, 'neither a topic nor a consumer');
  const reached = new Set([source.id]);
  for (let grown = true; grown;) {
    const next = graph.edges.filter((edge) => reached.has(edge.source) && !reached.has(edge.target));
    for (const edge of next) reached.add(edge.target);
    grown = next.length > 0;
  }
  if (!reached.has(target.id) || source.id === target.id) {
    throw new ORPCError('NO_PATH', { message: `No wires lead from ${source.name} to ${target.name}.` });
  }
  return { fromTopic: source.id, ...(target.kind === 'topic' ? { toTopic: target.id } : { toNode: target.id }) };
}

function nodeIn(graph: Graph, name: string): Graph['nodes'][number] & { name: string } {
  const found =
    graph.nodes.find((node) => node.id === name) ?? graph.nodes.find((node) => 'name' in node && node.name === name);
  if (found && 'name' in found) return found;
  throw unknownNode(name, 'nothing');
}

function unknownNode(name: string, what: string): ORPCError<'NODE_UNKNOWN', undefined> {
  return new ORPCError('NODE_UNKNOWN', { message: `${name} is ${what} on the drawing.` });
}

function throwUnavailable(error: unknown): never {
  if (error instanceof ORPCError) throw error;
  const message = error instanceof Fault || error instanceof Error ? error.message : String(error);
  throw new ORPCError('TRACES_UNAVAILABLE', { message });
}
