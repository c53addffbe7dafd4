import {
  type CapturedEvent,
  type CapturedTest,
  capturedTestSchema,
  type Difference,
  eventConditions,
  judge,
  testConditions,
  tickTestTimeoutMs,
} from '../../../shared/captured-test/index.ts';
import { createWiring, type Graph, type HandlerNode, isHandlerNode, type Topic } from '../../../shared/graph/index.ts';
import type { TestOutcome } from '../../../shared/contract/index.ts';
import type { ProcessHost } from '../../../shared/lib/index.ts';
import { type TrialInput, Trials } from '../../runtime/index.ts';
import { systemClock } from '../session/index.ts';
import { outcomeOf, surroundingsOf } from '../code/index.ts';
import type { LoadedProject } from '../project/index.ts';
import { failureOf } from './rerun.ts';

export interface TestResult {
  /** Path of its file in the project. */
  readonly file: string;
  /** Name of the node; absent where the file says of none that there is. */
  readonly node?: string;
  readonly ok: boolean;
  readonly durationMs: number;
  readonly differences: readonly Difference[];
  /** Why it could not be run at all. */
  readonly problem?: string;
  /** What the handler gave; absent where it wasn't called. */
  readonly outcome?: TestOutcome;
}

/** Runs each file of a project's tests/ in the order of their paths, and tells of each as it has ended. No topic is touched. */
export async function runProjectTests(
  project: LoadedProject,
  processHost: ProcessHost,
  onResult: (result: TestResult) => void,
): Promise<TestResult[]> {
  const trials = new Trials({ projectFolder: project.folder, processHost, clock: systemClock });
  const results: TestResult[] = [];
  const files = [...project.tests].sort(([one], [other]) => (one < other ? -1 : 1));
  try {
    for (const [file, document] of files) {
      const result = { file, ...(await runOne(project, document, trials)) };
      results.push(result);
      onResult(result);
    }
  } finally {
    await trials.close();
  }
  return results;
}

async function runOne(project: LoadedProject, document: unknown, trials: Trials): Promise<Omit<TestResult, 'file'>> {
  const parsed = capturedTestSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return notRun(`It is no captured test: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? ''}`);
  }
  const test = parsed.data;
  const node = nodeOf(project.graph, test.node);
  if (!node) return notRun(`The graph has no producer and no consumer ${JSON.stringify(test.node)}.`);
  const input = inputOf(project.graph, node, test);
  if (typeof input === 'string') return { ...notRun(input), node: node.name };
  const surroundings = surroundingsOf(project, node);
  const [tried] = await trials.try({
    ...surroundings,
    ...testConditions(test, project.graph.settings.seed ?? 0),
    input,
    versions: [{ handler: node.handler, texts: project.handlers }],
    timeoutMs: node.kind === 'consumer' ? node.timeoutMs : tickTestTimeoutMs,
  });
  if (!tried || tried.type === 'same') return { ...notRun('The handler gave no outcome.'), node: node.name };
  const outcome = outcomeOf(tried, surroundings.topics);
  const formats = new Map(surroundings.topics.map(({ name, format }) => [name, format]));
  const differences = judge(
    {
      emitted: test.emitted.map((each) => ({ ...each, topic: topicOf(project.graph, each.topic)?.name ?? each.topic })),
      error: test.error,
    },
    { emitted: outcome.emitted, error: failureOf(outcome) },
    { isJson: (topic) => formats.get(topic) === 'json' },
  );
  return { node: node.name, ok: differences.length === 0, durationMs: outcome.durationMs, differences, outcome };
}

function notRun(problem: string): Omit<TestResult, 'file'> {
  return { ok: false, durationMs: 0, differences: [], problem };
}

function nodeOf({ nodes }: Graph, idOrName: string): HandlerNode | undefined {
  const handlers = nodes.filter(isHandlerNode);
  return handlers.find(({ id }) => id === idOrName) ?? handlers.find(({ name }) => name === idOrName);
}

function topicOf({ nodes }: Graph, idOrName: string): Topic | undefined {
  const topics = nodes.filter((node): node is Topic => node.kind === 'topic');
  return topics.find(({ id }) => id === idOrName) ?? topics.find(({ name }) => name === idOrName);
}

/** Or why there is none. */
function inputOf(graph: Graph, node: HandlerNode, { event, batch }: CapturedTest): TrialInput | string {
  if (node.kind === 'producer') {
    const { id, timestampMs } = eventConditions(event, 0);
    const tick = (payload: unknown): TrialInput => ({
      type: 'tick',
      tick: { id, index: 0, timeMs: timestampMs, payload },
    });
    if (event.value === null) return tick(undefined);
    try {
      return tick(JSON.parse(event.value));
    } catch (error) {
      return `The payload of the tick is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  const [first] = createWiring(graph).subscribedTopics(node.id);
  const events = [event, ...batch].map((each) => ({
    each,
    topic: each.topic === undefined ? first : topicOf(graph, each.topic),
  }));
  const unknown = events.find(({ topic }) => !topic);
  if (unknown) return `The graph has no topic ${JSON.stringify(unknown.each.topic ?? '')}.`;
  const records = events.flatMap(({ each, topic }, index) => (topic ? recordOf(each, index, topic) : []));
  return { type: 'records', records };
}

function recordOf(
  event: CapturedEvent,
  index: number,
  topic: Topic,
): Extract<TrialInput, { type: 'records' }>['records'][number] {
  const { key, value, headers } = event;
  return {
    ...eventConditions(event, index),
    topic: topic.name,
    key: key === null ? null : Buffer.from(key, 'utf8'),
    value: value === null ? null : Buffer.from(value, topic.format === 'bytes' ? 'base64' : 'utf8'),
    headers: Object.entries(headers).map(([name, text]): [string, Uint8Array] => [name, Buffer.from(text, 'utf8')]),
  };
}
