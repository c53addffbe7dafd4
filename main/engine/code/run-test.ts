import type { TestEvent, TestOutcome } from '../../../shared/contract/index.ts';
import { createWiring, type Graph, type HandlerNode, isHandlerNode, type Topic } from '../../../shared/graph/index.ts';
import { type Clock, Fault, hashOfParts, hexOfHash, type ProcessHost } from '../../../shared/lib/index.ts';
import type { LoadedProject } from '../project/index.ts';
import {
  buildPlan,
  type PlannedTopic,
  type Trial,
  type TrialInput,
  type TrialOutcome,
  tryHandler,
} from '../../runtime/index.ts';

/** A handler in a test takes no longer than this, whatever its node allows. */
const mostTimeoutMs = 10_000;

export interface TestRequest {
  readonly project: LoadedProject;
  /** Node id. */
  readonly node: string;
  /** Of its handler file, in place of what the project has. */
  readonly text: string;
  readonly event: TestEvent;
  readonly seed: number;
  /** What runs of this node at the moment. */
  readonly deployed: { readonly handler: string; readonly texts: ReadonlyMap<string, string> } | undefined;
}

/**
 * Runs a node's handler on an event without touching a topic; beside it the deployed version, where that is other code. What is
 * wrong with text or event is in the outcome. Rejects with a Fault `node-unknown`.
 */
export async function runTest(
  request: TestRequest,
  surroundings: { processHost: ProcessHost; clock: Clock },
): Promise<{ current: TestOutcome; deployed?: TestOutcome }> {
  const { project, text, event, seed, deployed } = request;
  const node = project.graph.nodes.find(({ id }) => id === request.node);
  if (!node || !isHandlerNode(node)) throw new Fault('node-unknown', 'That node is not in the graph any more.');
  const topic = topicOf(project.graph, node, event);
  const input = inputOf(node, topic, event);
  if (!input.ok) return { current: failed(input.message) };
  const topics = plannedTopics(project, node);
  const latest = { handler: node.handler, texts: new Map([...project.handlers, [node.handler, text]]) };
  const trial: Trial = {
    projectFolder: project.folder,
    nodeId: node.id,
    kind: kindOf(node),
    publishes: createWiring(project.graph)
      .publishedTopics(node.id)
      .map(({ name }) => name),
    topics,
    seed,
    eventId: hexOfHash(hashOfParts(['test', node.id, event.topic ?? '', event.key ?? '', event.value ?? ''])),
    input: input.input,
    versions: deployed ? [latest, deployed] : [latest],
    timeoutMs: Math.min(mostTimeoutMs, node.kind === 'consumer' ? node.timeoutMs : mostTimeoutMs),
  };
  const [current, other] = await tryHandler(trial, surroundings);
  if (!current || current.type === 'same') throw new Fault('trial-without-outcome', 'The handler gave no outcome.');
  return {
    current: outcomeOf(current, topics),
    ...(other && other.type !== 'same' && { deployed: outcomeOf(other, topics) }),
  };
}

function kindOf(node: HandlerNode): Trial['kind'] {
  if (node.kind === 'producer') return 'producer';
  return node.batch ? 'batch-consumer' : 'consumer';
}

/** The topic that the event comes from: the named one, or the first that the consumer reads. */
function topicOf(graph: Graph, node: HandlerNode, event: TestEvent): Topic | undefined {
  const named = graph.nodes.find(({ id }) => id === event.topic);
  if (named?.kind === 'topic') return named;
  return node.kind === 'consumer' ? createWiring(graph).subscribedTopics(node.id)[0] : undefined;
}

/** Of a graph of this node and all topics alone, so that nothing else stands in the way. */
function plannedTopics(
  { folder, graph, handlers, schemas }: LoadedProject,
  node: HandlerNode,
): readonly PlannedTopic[] {
  const topics = graph.nodes.filter(({ kind }) => kind === 'topic');
  const withoutSchemas = (topic: (typeof topics)[number]): (typeof topics)[number] => {
    if (topic.kind !== 'topic' || topic.schema === undefined || schemas.has(topic.schema)) return topic;
    const { schema: _missing, ...rest } = topic;
    return rest;
  };
  const alone = { ...graph, services: [], nodes: topics.map(withoutSchemas), edges: [] };
  const outcome = buildPlan({ folder, graph: alone, handlers, schemas });
  if (outcome.ok) return outcome.plan.topics;
  throw new Fault('topics-unclear', outcome.diagnostics[0]?.message ?? `The topics of ${node.name} are not clear.`);
}

type Input = { readonly ok: true; readonly input: TrialInput } | { readonly ok: false; readonly message: string };

function inputOf(node: HandlerNode, topic: Topic | undefined, { key, value, headers }: TestEvent): Input {
  if (node.kind === 'producer') {
    if (value === null || value.trim() === '') return { ok: true, input: { type: 'tick', payload: undefined } };
    try {
      return { ok: true, input: { type: 'tick', payload: JSON.parse(value) } };
    } catch (error) {
      return {
        ok: false,
        message: `The payload is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
  if (!topic) return { ok: false, message: `${node.name} reads no topic, so there is no event for it.` };
  return {
    ok: true,
    input: {
      type: 'record',
      topic: topic.name,
      key: key === null ? null : bytesOf(key),
      value: value === null ? null : Buffer.from(value, topic.format === 'bytes' ? 'base64' : 'utf8'),
      headers: Object.entries(headers).map(([name, text]): [string, Uint8Array] => [name, bytesOf(text)]),
    },
  };
}

function outcomeOf(outcome: Exclude<TrialOutcome, { type: 'same' }>, topics: readonly PlannedTopic[]): TestOutcome {
  if (outcome.type === 'does-not-compile') return { ...failed(undefined), diagnostics: [...outcome.diagnostics] };
  const { ok, durationMs, emitted, logs, error } = outcome;
  const formats = new Map(topics.map(({ name, format }) => [name, format]));
  return {
    ok,
    durationMs,
    emitted: emitted.map(({ topic, key, value, headers }) => ({
      topic,
      key: key && textOf(key),
      value: value && Buffer.from(value).toString(formats.get(topic) === 'bytes' ? 'base64' : 'utf8'),
      headers: Object.fromEntries(headers.map(([name, bytes]) => [name, textOf(bytes)])),
    })),
    logs,
    ...(error && { error: { name: error.name, message: error.message, stack: error.stack } }),
    diagnostics: [],
  };
}

function failed(message: string | undefined): TestOutcome {
  const error = message === undefined ? {} : { error: { name: 'Error', message, stack: message } };
  return { ok: false, durationMs: 0, emitted: [], logs: [], ...error, diagnostics: [] };
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
