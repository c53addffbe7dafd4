import { describe, expect, it } from 'vitest';
import { analyzeHandler, type HandlerAnalysis } from './analyze-handler.ts';

function analyze(text: string, file = 'handlers/x.ts'): HandlerAnalysis {
  const result = analyzeHandler(file, text);
  if (!result.ok) throw new Error(result.message);
  return result.analysis;
}

/** `emit:orders` and so on, with the text that stands at the place. */
function uses(text: string): string[] {
  return analyze(text).uses.map(({ use, value, start, end }) => `${use}:${value}:${text.slice(start, end)}`);
}

const consumer = (body: string, parameters = 'event, { emit }') =>
  `import { defineConsumer } from 'topicraft';\nexport default defineConsumer<'pay'>(async (${parameters}) => {\n${body}\n});`;
const definition = "definition:pay:'pay'";

describe('the definition', () => {
  it.each([
    ["import { defineConsumer } from 'topicraft'; export default defineConsumer<'a'>(() => {});", 'consumer'],
    ["import { defineProducer as p } from 'topicraft'; export default p<'a'>(() => {});", 'producer'],
    ["import * as t from 'topicraft'; export default t.defineBatchConsumer<'a'>(() => {});", 'batch-consumer'],
    [
      "import { defineConsumer } from 'topicraft'; const h = defineConsumer<'a'>(() => {}); export default h;",
      'consumer',
    ],
    [
      "import { defineConsumer } from 'topicraft'; const h = defineConsumer<'a'>(() => {}); export { h as default };",
      'consumer',
    ],
    [
      "import { defineConsumer } from 'topicraft'; export default defineConsumer<'a'>(() => {}) satisfies object;",
      'consumer',
    ],
  ])('is found in %j', (text, kind) => {
    const analysis = analyze(text);
    expect(analysis.definition?.kind).toBe(kind);
    expect(analysis.hasDefaultExport).toBe(true);
    expect(analysis.uses.map(({ use, value }) => [use, value])).toEqual([['definition', 'a']]);
  });

  it.each([
    'export default () => {};',
    "import { defineConsumer } from 'elsewhere'; export default defineConsumer<'a'>(() => {});",
    "import { defineConsumer } from 'topicraft'; { const defineConsumer = () => 1; defineConsumer<'a'>(); } export default 1;",
    'export default function defineConsumer() {}',
  ])('is not seen in %j', (text) => {
    expect(analyze(text).definition).toBeUndefined();
    expect(analyze(text).uses).toEqual([]);
  });

  it('is absent from a file without a default export', () => {
    expect(analyze('export const a = 1;')).toMatchObject({ hasDefaultExport: false, isEmpty: false });
    expect(analyze('// nothing yet\n')).toMatchObject({ hasDefaultExport: false, isEmpty: true });
    expect(analyze("export { default } from './other.ts';").hasDefaultExport).toBe(true);
  });

  it('says where it stands', () => {
    expect(analyze(consumer('')).definition).toMatchObject({ line: 2, column: 16 });
  });
});

describe('emitted topics', () => {
  it.each([
    ["await emit('orders', { value: 1 });", ["emit:orders:'orders'"]],
    ['await emit("orders", { value: 1 });', ['emit:orders:"orders"']],
    ['await emit(`orders`, { value: 1 });', ['emit:orders:`orders`']],
    ["await emit(ok ? 'orders' : 'payments', { value: 1 });", ["emit:orders:'orders'", "emit:payments:'payments'"]],
    ["await emit('orders' as const, { value: 1 });", ["emit:orders:'orders'"]],
    ["const topic = 'orders'; await emit(topic, { value: 1 });", ["emit:orders:'orders'"]],
    ["const send = emit; await send('orders', { value: 1 });", ["emit:orders:'orders'"]],
    ["await emit('or\\u0064ers', { value: 1 });", ["emit:orders:'or\\u0064ers'"]],
    ["await Promise.all(list.map((item) => emit('orders', { value: item })));", ["emit:orders:'orders'"]],
    ['await emit(`orders-${n}`, { value: 1 });', []],
    ["// emit('orders', {})\nconst text = \"emit('orders', {})\"; log(text, 'orders');", []],
    ["{ const emit = (a: string, b: object) => a + b; emit('orders', {}); }", []],
    ["new EventEmitter().emit('orders', {});", []],
    ["function each(emitter: EventEmitter) { emitter.emit('orders', {}); }", []],
  ])('of %j', (body, expected) => {
    expect(uses(consumer(body))).toEqual([definition, ...expected]);
  });

  it.each([
    ["await context.emit('orders', {});", 'event, context'],
    ["const { emit: send } = context; await send('orders', {});", 'event, context'],
    ["const { emit } = context; await emit('orders', {});", 'event, context'],
    ["await send('orders', {});", 'event, { emit: send, log }'],
    ["await rest.emit('orders', {});", 'event, { log, ...rest }'],
  ])('of %j with (%s)', (body, parameters) => {
    expect(uses(consumer(body, parameters))).toEqual([definition, "emit:orders:'orders'"]);
  });

  it('of helpers that are handed emit', () => {
    const text = "export async function refund(emit: Emit, id: string) { await emit('refunds', { key: id }); }";
    expect(uses(text)).toEqual(["emit:refunds:'refunds'"]);
    expect(uses("export const each = (emit: (a: string) => void) => emit('refunds');")).toEqual([]);
  });
});

describe('topics that are compared', () => {
  it.each([
    ["if (event.topic === 'orders') return;", 'event'],
    ["if ('orders' !== event.topic) return;", 'event'],
    ["if (event['topic'] === 'orders') return;", 'event'],
    ["switch (event.topic) { case 'orders': break; default: }", 'event'],
    ["if (topic === 'orders') return;", '{ topic, value }'],
    ["const { topic } = event; if (topic == 'orders') return;", 'event'],
    ["if (['orders'].includes(event.topic)) return;", 'event'],
  ])('in %j', (body, parameters) => {
    expect(uses(consumer(body, parameters))).toEqual([definition, "comparison:orders:'orders'"]);
  });

  it.each([
    "if (event.value === 'orders') return;",
    "if (event.value.topic === 'orders') return;",
    "if (lesson.topic === 'orders') return;",
  ])('but not in %j', (body) => {
    expect(uses(consumer(body))).toEqual([definition]);
  });

  it.each([
    "for (const event of events) if (event.topic === 'orders') continue;",
    "events.filter((each) => each.topic === 'orders');",
    "events.reduce((sum, each) => (each.topic === 'orders' ? sum + 1 : sum), 0);",
    "if (events[0]?.topic === 'orders') return;",
    "if (events.at(-1).topic === 'orders') return;",
    "const [first] = events; if (first.topic === 'orders') return;",
  ])('in a batch: %j', (body) => {
    const text = `import { defineBatchConsumer } from 'topicraft';\nexport default defineBatchConsumer<'pay'>((events) => { ${body} });`;
    expect(uses(text)).toEqual([definition, "comparison:orders:'orders'"]);
  });
});

describe('names in types', () => {
  it.each([
    ["import type { TopicValue } from 'topicraft'; type A = TopicValue<'orders'>;", "topic-type:orders:'orders'"],
    ["import type { TopicValues } from 'topicraft'; type A = TopicValues['orders'];", "topic-type:orders:'orders'"],
    [
      "import type { HandlerEvent } from 'topicraft'; type A = HandlerEvent<1, 'orders'>;",
      "topic-type:orders:'orders'",
    ],
    ["import type { ConsumerEvent as E } from 'topicraft'; let a: E<'pay'>;", "node-type:pay:'pay'"],
    ["import type * as t from 'topicraft'; let a: t.ConsumerContext<'pay'>;", "node-type:pay:'pay'"],
    ["let a: import('topicraft').TopicEvent<'orders'>;", "topic-type:orders:'orders'"],
  ])('%j', (text, expected) => {
    expect(uses(text)).toEqual([expected]);
  });

  it('are none where the type is another module’s', () => {
    expect(uses("import type { TopicValue } from './mine.ts'; type A = TopicValue<'orders'>;")).toEqual([]);
  });
});

const always = (body: string): boolean[] =>
  analyze(consumer(body))
    .uses.slice(1)
    .map((use) => use.always);

describe('an emit for every event', () => {
  it.each([
    "await emit('a', {});",
    "const sent = await emit('a', {});",
    "return emit('a', {});",
    "await Promise.all([emit('a', {})]);",
  ])('is %j', (body) => {
    expect(always(body)).toEqual([true]);
  });

  it.each([
    "if (x) await emit('a', {});",
    "x && (await emit('a', {}));",
    "if (x) return; await emit('a', {});",
    "if (!x) throw new Error(); await emit('a', {});",
    "try { await emit('a', {}); } catch {}",
    "for (const each of x) await emit('a', {});",
    "x.map((each) => emit('a', {}));",
  ])('is not %j', (body) => {
    expect(always(body)).toEqual([false]);
  });
});

describe('a file that does not parse', () => {
  it('says what and where', () => {
    expect(analyzeHandler('handlers/x.ts', 'const a = ;')).toEqual({
      ok: false,
      message: 'Unexpected token',
      line: 1,
      column: 11,
    });
  });

  it('may be nested however deeply', () => {
    expect(analyzeHandler('handlers/x.ts', `${'('.repeat(100_000)}1`).ok).toBe(false);
  });

  it('is not a file with generics, JSX or decorators’ neighbours', () => {
    expect(analyzeHandler('handlers/x.tsx', 'export const a = <b>{c}</b>;').ok).toBe(true);
    expect(analyzeHandler('handlers/x.ts', 'const f = <T>(x: T) => x; const y = <string>f;').ok).toBe(true);
    expect(analyzeHandler('handlers/x.js', 'await using a = b();').ok).toBe(true);
  });
});
