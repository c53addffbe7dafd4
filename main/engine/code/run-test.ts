import type { TestEvent, TestOutcome } from '../../../shared/contract/index.ts';
import { createWiring, type Graph, type HandlerNode, isHandlerNode, type Topic } from '../../../shared/graph/index.ts';
import { Fault, hashOfParts, hexOfHash } from '../../../shared/lib/index.ts';
import type { TrialInput, Trials } from '../../runtime/index.ts';
import type { LoadedProject } from '../project/index.ts';
import { failedOutcome, outcomeOf, surroundingsOf } from './handler-trial.ts';

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
  /** When it happens, to the event. */
  readonly timeMs: number;
  /** What runs of this node at the moment. */
  readonly deployed: { readonly handler: string; readonly texts: ReadonlyMap<string, string> } | undefined;
}

/**
 * Runs a node's handler on an event without touching a topic; beside it the deployed version, where that is other code. What is
 * wrong with text or event is in the outcome. Rejects with a Fault `node-unknown`.
 */
export async function runTest(
  request: TestRequest,
  trials: Trials,
): Promise<{ current: TestOutcome; deployed?: TestOutcome }> {
  const { project, text, event, seed, timeMs, deployed } = request;
  const node = project.graph.nodes.find(({ id }) => id === request.node);
  if (!node || !isHandlerNode(node)) throw new Fault('node-unknown', 'That node is not in the graph any more.');
  const eventId = hexOfHash(hashOfParts(['test', node.id, event.topic ?? '', event.key ?? '', event.value ?? '']));
  const input = inputOf(node, topicOf(project.graph, node, event), event, { id: eventId, timeMs });
  if (!input.ok) return { current: failedOutcome(input.message) };
  const surroundings = surroundingsOf(project, node);
  const latest = { handler: node.handler, texts: new Map([...project.handlers, [node.handler, text]]) };
  const [current, other] = await trials.try({
    ...surroundings,
    seed,
    attempt: 1,
    input: input.input,
    versions: deployed ? [latest, deployed] : [latest],
    timeoutMs: Math.min(mostTimeoutMs, node.kind === 'consumer' ? node.timeoutMs : mostTimeoutMs),
  });
  if (!current || current.type === 'same') throw new Fault('trial-without-outcome', 'The handler gave no outcome.');
  return {
    current: outcomeOf(current, surroundings.topics),
    ...(other && other.type !== 'same' && { deployed: outcomeOf(other, surroundings.topics) }),
  };
}

/** The topic that the event comes from: the named one, or the first that the consumer reads. */
function topicOf(graph: Graph, node: HandlerNode, event: TestEvent): Topic | undefined {
  const named = graph.nodes.find(({ id }) => id === event.topic);
  if (named?.kind === 'topic') return named;
  return node.kind === 'consumer' ? createWiring(graph).subscribedTopics(node.id)[0] : undefined;
}

type Input = { readonly ok: true; readonly input: TrialInput } | { readonly ok: false; readonly message: string };

function inputOf(
  node: HandlerNode,
  topic: Topic | undefined,
  { key, value, headers }: TestEvent,
  { id, timeMs }: { id: string; timeMs: number },
): Input {
  if (node.kind === 'producer') {
    const tick = (payload: unknown): Input => ({
      ok: true,
      input: { type: 'tick', tick: { id, index: 0, timeMs, payload } },
    });
    if (value === null || value.trim() === '') return tick(undefined);
    try {
      return tick(JSON.parse(value));
    } catch (error) {
      return {
        ok: false,
        message: `The payload is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }
  if (!topic) return { ok: false, message: `${node.name} reads no topic, so there is no event for it.` };
  const record = {
    id,
    topic: topic.name,
    partition: 0,
    offset: '0',
    timestampMs: timeMs,
    key: key === null ? null : bytesOf(key),
    value: value === null ? null : Buffer.from(value, topic.format === 'bytes' ? 'base64' : 'utf8'),
    headers: Object.entries(headers).map(([name, text]): [string, Uint8Array] => [name, bytesOf(text)]),
  };
  return { ok: true, input: { type: 'records', records: [record] } };
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
