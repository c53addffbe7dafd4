import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { projectOf, runProject } from '../support/running-session.ts';

const once = { limit: 0, backoffMs: 0, factor: 1, maxBackoffMs: 0 };

function failing(name: string) {
  return consumer(name, { whenExhausted: 'dead-letter', retry: once });
}

const graph = graphOf(
  [
    producer('source', { trigger: { type: 'replay', file: 'rows.jsonl', format: 'jsonl' } }),
    topic('orders', { partitions: 1 }),
    ...['summing', 'waiting', 'packaged', 'floating', 'logging', 'printing'].map(failing),
  ],
  [
    'source > orders > summing',
    ...['waiting', 'packaged', 'floating', 'logging', 'printing'].map((name) => `orders > ${name}`),
  ],
);

/** The lines are counted from 1; types and interfaces that esbuild takes out stand above what fails. */
const files = {
  'rows.jsonl': '"an order"\n"a second, that the source refuses"\n',
  'package.json': '{ "dependencies": { "adder": "1.0.0" } }',
  'node_modules/adder/package.json': '{ "name": "adder", "version": "1.0.0", "main": "index.js" }',
  'node_modules/adder/index.js': `exports.add = function plus(one, other) {
  return one.amount + other.amount;
};
`,
  'handlers/lib/sum.ts': `interface Item {
  price: number;
}

/** Sums prices. */
export function sum(items: Item[]): number {
  return items.reduce((total: number, item: Item) => {
    return total + item.price;
  }, 0);
}
`,
  'handlers/source.ts': `import { defineProducer } from 'topicraft';
type Row = string;
export default defineProducer(async (tick: { payload: unknown }, { emit }) => {
  const row = tick.payload as Row;
  if (row.startsWith('a second')) throw new RangeError('one is enough');
  await emit('orders', { value: row });
});
`,
  'handlers/summing.ts': `import { defineConsumer } from 'topicraft';
import { sum } from './lib/sum';

export default defineConsumer(() => {
  sum([null] as never);
});
`,
  'handlers/waiting.ts': `import { defineConsumer } from 'topicraft';

async function charge(card: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  throw new Error(\`card \${card} declined\`);
}

export default defineConsumer(async () => {
  await charge('4000');
});
`,
  'handlers/packaged.ts': `import { defineConsumer } from 'topicraft';
import { add } from 'adder';
export default defineConsumer(() => {
  add({ amount: 1 }, undefined);
});
`,
  'handlers/floating.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => {
  void Promise.resolve().then(function later() {
    throw new Error('nobody waits for this');
  });
  await new Promise(() => {});
});
`,
  'handlers/logging.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer((_, { log }) => {
  log.error('it went wrong', { error: new Error('in a field') });
});
`,
  'handlers/printing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(() => {
  console.error(new Error('printed'));
});
`,
};

/** The frames alone, without `at`. */
function framesOf(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').flatMap((line) => /^\s+at (.*)$/.exec(line)?.[1] ?? []);
}

describe('the stack of a handler error', () => {
  it('names the lines and columns of the TypeScript files, in dead letters, reports and logs', async () => {
    const running = await runProject(await projectOf(graph, files), { target: { type: 'embedded' }, maxTicks: 2 });
    expect(await running.session.settled()).toBe('settled');

    const stackOf = async (name: string): Promise<string | undefined> => {
      const letters = await running.read(`${name}.dlq`);
      expect(letters).toHaveLength(1);
      const stack = letters[0]?.headers['topicraft-error-stack'];
      const failed = running.reports('attempt-failed').filter(({ node }) => node === name);
      expect(failed.map(({ error }) => error.stack)).toEqual([stack]);
      return stack;
    };

    expect(framesOf(await stackOf('summing'))).toEqual([
      '<anonymous> (handlers/lib/sum.ts:8:25)',
      'Array.reduce (<anonymous>)',
      'sum (handlers/lib/sum.ts:7:16)',
      'Object.handle (handlers/summing.ts:5:3)',
    ]);
    expect(await stackOf('waiting')).toMatch(/^Error: card 4000 declined\n/);
    expect(framesOf(await stackOf('waiting'))).toEqual([
      'charge (handlers/waiting.ts:5:9)',
      'async Object.handle (handlers/waiting.ts:9:3)',
    ]);
    expect(framesOf(await stackOf('packaged'))).toEqual([
      'plus (node_modules/adder/index.js:2:29)',
      'Object.handle (handlers/packaged.ts:4:3)',
    ]);
    expect(framesOf(await stackOf('floating'))).toEqual(['later (handlers/floating.ts:4:11)']);

    const [failedTick] = running.reports('tick-ended').filter(({ error }) => error !== undefined);
    expect(framesOf(failedTick?.error?.stack)).toEqual(['Object.handle (handlers/source.ts:5:41)']);

    const logged = running.reports('log').find(({ node }) => node === 'logging');
    const { error } = JSON.parse(logged?.fields ?? '{}') as { error?: { message: string; stack: string } };
    expect(error?.message).toBe('in a field');
    expect(framesOf(error?.stack)).toEqual(['Object.handle (handlers/logging.ts:3:39)']);
    const printed = running.reports('log').find(({ node }) => node === 'printing');
    expect(framesOf(printed?.message)).toEqual(['Object.handle (handlers/printing.ts:3:17)']);
  });

  it('is told where a handler fails as it loads', async () => {
    const broken = {
      ...files,
      'handlers/printing.ts': `import { defineConsumer } from 'topicraft';
const settings: { region?: { name: string } } = {};
const region = settings.region!.name;
export default defineConsumer(() => void region);
`,
    };
    const running = await runProject(await projectOf(graph, broken), { target: { type: 'embedded' } });
    const { error } = await running.report('worker-lost', ({ node }) => node === 'printing');
    expect(error.stack).toMatch(/^TypeError: Cannot read properties of undefined/);
    expect(framesOf(error.stack)).toEqual(['<anonymous> (handlers/printing.ts:3:33)']);
  });
});
