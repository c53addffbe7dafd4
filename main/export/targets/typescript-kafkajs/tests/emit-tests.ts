import {
  type CapturedEvent,
  type CapturedTest,
  capturedTestSchema,
} from '../../../../../shared/captured-test/index.ts';
import { formatted, literal } from '../../../text/code.ts';
import type { System, SystemConsumer, SystemProducer, SystemService } from '../../../system/system.ts';
import { Slugs } from '../../../system/slug.ts';
import type { ExportedFile, ExportSource } from '../../../types.ts';
import type { Emitter } from '../emitter.ts';
import { sampleOf } from './sample-event.ts';

/** Tests with node:test: one a handler on made-up events, and one a file of the project's tests/. */
export const emitTests: Emitter = async ({ system, source }) => {
  const files: ExportedFile[] = [];
  const slugs = new Slugs();
  for (const service of system.services) {
    for (const node of [...service.producers, ...service.consumers]) {
      const text = sampleTest(service, node, system, source);
      files.push([`tests/${slugs.take(node.name)}.test.ts`, await formatted(text)]);
    }
  }
  for (const [path, document] of source.tests) {
    const test = capturedTestSchema.safeParse(document);
    const found = test.success ? findNode(system, test.data.node) : undefined;
    if (!test.success || !found) continue;
    const name = path.replace(/^tests\//, '').replace(/\.json$/, '');
    const text = capturedTest(name, test.data, found.service, found.node, system);
    files.push([`tests/${slugs.take(`captured-${name}`)}.test.ts`, await formatted(text)]);
  }
  return files;
};

/** Files of the project's tests/ that no test can be made of. */
export function unreadableTests({ tests }: ExportSource, system: System): string[] {
  return [...tests].flatMap(([path, document]) => {
    const test = capturedTestSchema.safeParse(document);
    return test.success && findNode(system, test.data.node) ? [] : [path];
  });
}

type SystemNode = SystemProducer | SystemConsumer;

function findNode(system: System, idOrName: string): { service: SystemService; node: SystemNode } | undefined {
  for (const service of system.services) {
    const nodes = [...service.producers, ...service.consumers];
    const node = nodes.find(({ id, name }) => id === idOrName || name === idOrName);
    if (node) return { service, node };
  }
  return undefined;
}

const imports = (service: SystemService, names: string): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${names} } from 'topicraft/testing';
import { service } from '../services/${service.slug}/service.ts';
`;

function sampleTest(service: SystemService, node: SystemNode, system: System, source: ExportSource): string {
  const events = 'trigger' in node ? sampleTicks(node, system, source) : sampleEvents(node, system, source);
  const without =
    'trigger' in node
      ? events.length === 0
        ? ['No tick could be made up: what it carries is known to whoever sends it.']
        : []
      : node.subscribes
          .filter((topic) => !events.some((event) => event.of === topic))
          .map(
            (topic) =>
              `No event of ${JSON.stringify(topic)} could be made up: it has no schema, or one that gives no sample.`,
          );
  return `${imports(service, 'tryHandler, type TrialEvent, type TrialTick')}
/**
 * Made up from the schemas of the topics: what a handler emits for these must go to topics that it is wired to, and fit their
 * schemas. It may well fail at them; put events in their place that mean something to it, and say what must come of them.
 */
const events: readonly (TrialEvent | TrialTick)[] = [${events.map(({ event }) => event).join(', ')}];
${without.map((sentence) => `// ${sentence}\n`).join('')}
for (const event of events) {
  test(${literal(node.name)} + ('topic' in event ? \` emits what fits for an event of \${event.topic}\` : ' emits what fits for a tick'), async () => {
    const { refused } = await tryHandler({ service, node: ${literal(node.name)}, event });
    assert.deepEqual(refused, []);
  });
}
`;
}

interface SampleEvent {
  /** The topic's name; of a tick nothing. */
  readonly of: string;
  /** Code. */
  readonly event: string;
}

function sampleEvents(consumer: SystemConsumer, system: System, source: ExportSource): SampleEvent[] {
  const headers = replyHeaders(consumer, system);
  return consumer.subscribes.flatMap((name) => {
    const topic = system.topics.find((each) => each.name === name);
    const made = sampleValue(topic?.schema, topic?.format, source);
    if (!made) return [];
    return [{ of: name, event: literal({ topic: name, key: 'sample', value: made.value, ...headers }) }];
  });
}

function sampleValue(
  schema: string | undefined,
  format: string | undefined,
  { schemas }: ExportSource,
): { value: unknown } | undefined {
  if (format === 'text') return { value: 'sample' };
  return format === 'json' && schema !== undefined ? sampleOf(schemas.get(schema)) : undefined;
}

/** Who answers requests gets one. */
function replyHeaders({ publishes }: SystemConsumer, { services }: System): { headers?: Record<string, string> } {
  const replyTopics = new Set(
    services.flatMap(({ producers }) => producers.flatMap(({ replyTopic }) => replyTopic ?? [])),
  );
  const replyTo = publishes.find((topic) => replyTopics.has(topic));
  return replyTo === undefined ? {} : { headers: { 'reply-to': replyTo, 'correlation-id': 'sample' } };
}

/** A row of its file, or for a request what its first topic would take: most hand on what they are sent. None where neither is known. */
function sampleTicks(producer: SystemProducer, system: System, source: ExportSource): SampleEvent[] {
  const { trigger, publishes } = producer;
  if (trigger.type !== 'replay' && trigger.type !== 'http') return [{ of: '', event: '{ payload: undefined }' }];
  const topic = system.topics.find(({ name }) => name === publishes[0]);
  const payload =
    trigger.type === 'http'
      ? sampleValue(topic?.schema, topic?.format, source)?.value
      : trigger.format === 'jsonl'
        ? firstRow(source.texts.get(trigger.file))
        : undefined;
  return payload === undefined ? [] : [{ of: '', event: literal({ payload }) }];
}

function firstRow(text: string | undefined): unknown {
  const line = text?.split('\n').find((each) => each.trim() !== '');
  try {
    return line === undefined ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The test as the app has it, its node and topics by their names; how it is judged is the runtime's affair, and the same as in the app. */
function capturedTest(
  name: string,
  test: CapturedTest,
  service: SystemService,
  node: SystemNode,
  system: System,
): string {
  const nameOf = (idOrName: string): string =>
    system.topics.find(({ id, name: called }) => id === idOrName || called === idOrName)?.name ?? idOrName;
  const first = 'subscribes' in node ? node.subscribes[0] : undefined;
  const named = (event: CapturedEvent): CapturedEvent => {
    const topic = event.topic === undefined ? first : nameOf(event.topic);
    return { ...event, ...(topic !== undefined && { topic }) };
  };
  const resolved: CapturedTest = {
    ...test,
    node: node.name,
    event: named(test.event),
    batch: test.batch.map(named),
    emitted: test.emitted.map((each) => ({ ...each, topic: nameOf(each.topic) })),
  };
  return `${imports(service, 'tryCapturedTest')}
test(${literal(`${node.name}: ${name}`)}, async () => {
  const { differences, text } = await tryCapturedTest({ service, test: ${literal(resolved)} });
  assert.equal(differences.length, 0, text);
});
`;
}
