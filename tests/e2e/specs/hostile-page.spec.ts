import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { writeGraph } from '../../../shared/graph/index.ts';
import { graphOf, producer, topic } from '../../support/graph-builder.ts';
import { writeProject } from '../../support/project-folder.ts';
import { readTopics } from '../../support/read-topics.ts';
import { type Attacker, attackHttp, startAttacker } from '../support/attacker.ts';
import { expect, test } from '../support/test.ts';

const order = JSON.stringify({ order: 'of a stranger' });

let attacker: Attacker;
let producerPort: number;

test.beforeAll(async () => {
  attacker = await startAttacker();
});

test.afterAll(() => attacker.close());

test.use({
  openFirst: async ({ home }, use) => {
    producerPort = await freePort();
    const graph = graphOf(
      [producer('entrance', { trigger: { type: 'http', port: producerPort, path: '/orders' } }), topic('orders')],
      ['entrance > orders'],
    );
    const folder = path.join(home, 'shop');
    await writeProject(folder, {
      'topicraft.json': writeGraph(graph),
      'handlers/entrance.ts': `import { defineProducer } from 'topicraft';
export default defineProducer<'entrance'>(async ({ payload }, { emit }) => {
  await emit('orders', { value: payload });
});
`,
    });
    await use(folder);
  },
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('a page of a stranger reaches no producer and no broker of a running graph', async ({ window, startRun }) => {
  await window.trust.give();
  await startRun();
  const bootstrap = await window.page.getByText(/^127\.0\.0\.1:\d+$/).textContent();
  if (bootstrap === null) throw new Error('the window does not say where its broker is');

  const target = `http://127.0.0.1:${producerPort}/orders`;
  const fromElsewhere = await attackHttp(attacker.page, target, order);
  // Without CORS a page is told nothing of what came of it, which the topic tells below.
  expect(fromElsewhere.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'sent')).toEqual([]);
  const rebound = await attacker.rebound(producerPort);
  const byName = await attackHttp(rebound, new URL('/orders', rebound.url()).href, order);
  expect(byName.filter(({ outcome }) => !['403', 'refused', 'sent'].includes(outcome))).toEqual([]);
  expect(byName).toContainEqual({ what: 'POST application/json', outcome: '403' });

  const toBroker = await attackHttp(attacker.page, `http://${bootstrap}/`, order);
  expect(toBroker.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'sent')).toEqual([]);
  const reboundToBroker = await attacker.rebound(Number(bootstrap.split(':')[1]));
  const toBrokerByName = await attackHttp(reboundToBroker, new URL('/', reboundToBroker.url()).href, order);
  expect(toBrokerByName.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'sent')).toEqual([]);

  // Whoever belongs to the machine is heard, by the same broker; and it is all that was.
  const headers = { 'content-type': 'application/json' };
  const own = await fetch(target, { method: 'POST', headers, body: JSON.stringify({ order: 'own' }) });
  expect(own.status).toBe(202);
  await expect.poll(() => valuesOf(bootstrap)).toEqual(['{"order":"own"}']);
  await window.run.end();
});

async function valuesOf(bootstrap: string): Promise<(string | null)[]> {
  return (await readTopics(bootstrap, ['orders'])).map(({ value }) => value);
}
