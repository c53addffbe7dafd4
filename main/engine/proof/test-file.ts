import { type CapturedEvent, type CapturedTest, capturedTestSchema } from '../../../shared/captured-test/index.ts';
import type { Consumer, Graph } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { type Capture, type ProofFaultCode, topicOf } from './capture.ts';
import type { Rerun } from '../../../shared/contract/index.ts';

/** Of a file's name, besides `tests/` and `.json`. */
const longestName = 80;

/** A captured call as a test, and what it must give. Throws a Fault `not-saved` where that can't be written down. */
export function testOf(
  graph: Graph,
  consumer: Consumer,
  capture: Capture,
  run: Rerun,
  expect: 'before' | 'now',
): CapturedTest {
  const [first, ...others] = capture.records.map((record) => eventOf(graph, record));
  if (!first) throw notSaved('The call had no record.');
  const expected = expect === 'now' ? nowExpected(run) : beforeExpected(capture);
  const test: Omit<CapturedTest, 'batch'> & { batch?: CapturedEvent[] } = {
    node: consumer.id,
    event: first,
    ...(others.length > 0 && { batch: others }),
    ...capture.conditions,
    emitted: expected.emitted.map(({ topic, ...rest }) => ({ topic: idOf(graph, topic), ...rest })),
    ...(expected.error !== undefined && { error: expected.error }),
  };
  return capturedTestSchema.parse(test);
}

/** The text of a test's file: what is as a test has it by default is left out. */
export function testText({ batch, ...test }: CapturedTest): string {
  const { error, emitted, ...rest } = test;
  const document = { ...rest, ...(batch.length > 0 && { batch }), emitted, ...(error !== undefined && { error }) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** A path in tests/ that no file has: the node's name, and the event's key or place. */
export function freeTestPath(taken: ReadonlySet<string>, consumer: Consumer, test: CapturedTest): string {
  const { key, topic, partition, offset } = test.event;
  const word = key !== null && slug(key) !== '' ? key : `${topic ?? ''}-${partition ?? 0}-${offset ?? ''}`;
  const name = slug(`${consumer.name}-${word}`).slice(0, longestName);
  for (let count = 1; ; count += 1) {
    const file = `tests/${name}${count === 1 ? '' : `-${count}`}.json`;
    if (!taken.has(file)) return file;
  }
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

function eventOf(graph: Graph, record: Capture['records'][number]): CapturedEvent {
  const { topic: name, key, value, headers, id, partition, offset, timestampMs } = record;
  const topic = topicOf(graph, { topic: { id: undefined, name, kafkaName: name } });
  const encoding = topic?.format === 'bytes' ? 'base64' : 'utf8';
  return {
    topic: topic?.id ?? name,
    key: key && textOf(key),
    value: value && Buffer.from(value).toString(encoding),
    headers: Object.fromEntries(headers.map(([header, bytes]) => [header, bytes === null ? '' : textOf(bytes)])),
    id,
    partition,
    offset,
    timestampMs,
  };
}

type Expected = Pick<CapturedTest, 'emitted' | 'error'>;

function nowExpected({ now }: Rerun): Expected {
  const [diagnostic] = now.diagnostics;
  if (diagnostic) throw notSaved(`The handler doesn’t compile: ${diagnostic.message}`);
  return { emitted: now.emitted, error: now.error?.message };
}

function beforeExpected({ before }: Capture): Expected {
  if (!before) throw notSaved('What the handler gave then isn’t known. Save what it gives now instead.');
  const emitted = before.emitted.map(({ topic, key, value, headers }) => {
    if (value === undefined)
      throw notSaved('What the handler gave then has gone from its topics. Save what it gives now instead.');
    return { topic, key, value, ...(headers && { headers: { ...headers } }) };
  });
  return { emitted, error: before.error?.message };
}

function idOf({ nodes }: Graph, name: string): string {
  return nodes.find((node) => node.kind === 'topic' && node.name === name)?.id ?? name;
}

function notSaved(message: string): Fault<ProofFaultCode> {
  return new Fault('not-saved', message);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
