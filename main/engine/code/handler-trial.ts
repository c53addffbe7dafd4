import type { TestOutcome } from '../../../shared/contract/index.ts';
import { createWiring, type HandlerNode } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { buildPlan, type PlannedTopic, type Trial, type TrialOutcome } from '../../runtime/index.ts';
import type { LoadedProject } from '../project/index.ts';

/** What a trial of a node's handler needs to know of its project. */
export type TrialSurroundings = Pick<Trial, 'nodeId' | 'kind' | 'publishes' | 'topics'>;

/** Throws a Fault `topics-unclear` where the project's topics can't be made out. */
export function surroundingsOf(project: LoadedProject, node: HandlerNode): TrialSurroundings {
  return {
    nodeId: node.id,
    kind: kindOf(node),
    publishes: createWiring(project.graph)
      .publishedTopics(node.id)
      .map(({ name }) => name),
    topics: plannedTopics(project, node),
  };
}

/** What a handler gave, values as text by their topics' formats. */
export function outcomeOf(
  outcome: Exclude<TrialOutcome, { type: 'same' }>,
  topics: readonly PlannedTopic[],
): TestOutcome {
  if (outcome.type === 'does-not-compile')
    return { ...failedOutcome(undefined), diagnostics: [...outcome.diagnostics] };
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

/** Of a handler that was not called, for this reason. */
export function failedOutcome(message: string | undefined): TestOutcome {
  const error = message === undefined ? {} : { error: { name: 'Error', message, stack: message } };
  return { ok: false, durationMs: 0, emitted: [], logs: [], ...error, diagnostics: [] };
}

function kindOf(node: HandlerNode): Trial['kind'] {
  if (node.kind === 'producer') return 'producer';
  return node.batch ? 'batch-consumer' : 'consumer';
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

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
