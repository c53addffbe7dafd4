import { describe, expect, it } from 'vitest';
import type { NodeStatus } from '../../shared/contract/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { HealthWatch } from '../support/health-watch.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';

/** Until this tick all is well; from it on each consumer has the trouble that it is named for. */
const lastGoodTick = 320;
const graph = graphOf(
  [
    producer('shop', { trigger: { type: 'rate', perSecond: 40 } }),
    topic('orders', { partitions: 2 }),
    topic('payments', { partitions: 4 }),
    consumer('slow'),
    consumer('hung', { timeoutMs: 120_000 }),
    consumer('halted'),
    consumer('steady'),
    consumer('ledger'),
  ],
  ['shop > orders > slow', 'orders > hung', 'orders > halted', 'orders > steady', 'shop > payments > ledger'],
);

const shop = `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit, log }) => {
  const isSkewed = index > ${lastGoodTick} && index % 5 < 3;
  if (index === ${lastGoodTick} + 1) log.info('trouble begins');
  await emit('orders', { key: 'k' + (index % 37), value: { index } });
  await emit('payments', { key: isSkewed ? 'm-17' : 'k' + (index % 37), value: { index } });
});
`;

function consumerFile(inTrouble: string): string {
  return `import { defineConsumer } from 'topicraft';
export default defineConsumer(async (event: any) => {
  if (event.value.index > ${lastGoodTick}) ${inTrouble}
});
`;
}

const well = consumerFile('return;');
const files = {
  'handlers/shop.ts': shop,
  'handlers/slow.ts': consumerFile('await new Promise((resolve) => setTimeout(resolve, 150));'),
  'handlers/hung.ts': consumerFile('await new Promise(() => undefined);'),
  'handlers/halted.ts': well,
  'handlers/steady.ts': well,
  'handlers/ledger.ts': well,
};

type Named = (status: NodeStatus | undefined) => boolean;
const isNamed: Record<string, Named> = {
  slow: (status) => status?.state === 'warning' && status.trouble === 'falling-behind',
  hung: (status) => status?.state === 'stalled',
  halted: (status) => status?.state === 'stopped',
  payments: (status) => status?.state === 'warning' && status.trouble === 'skewed-key',
};

describe('what goes wrong in a run', () => {
  it('is named by the status of who has it within ten seconds of the session’s time, and nobody else’s', async () => {
    const session = await WatchedSession.open(await projectWith(graph, files));
    await session.start();
    const { client, projectId } = session;
    const begun = await session.until(() => session.logs.find(({ message }) => message === 'trouble begins'));
    // Before it runs, nothing runs.
    const running = () => session.frames.filter(({ overview }) => overview.state === 'running');
    const before = running().flatMap((frame) => (frame.timeMs < begun.timeMs ? Object.values(frame.nodes) : []));
    expect(
      before.filter(
        ({ kind, state }) => kind !== 'producer' && ['warning', 'error', 'stalled', 'stopped'].includes(state),
      ),
    ).toEqual([]);
    await client.session.setNodeRunning({ projectId, node: 'halted', running: false });

    const namedAfterMs: Record<string, number> = {};
    await session.until(() => {
      const { timeMs } = session.frames.at(-1) ?? { timeMs: 0 };
      for (const [id, is] of Object.entries(isNamed)) {
        if (namedAfterMs[id] === undefined && is(session.nodes.get(id))) namedAfterMs[id] = timeMs - begun.timeMs;
      }
      return Object.keys(namedAfterMs).length === Object.keys(isNamed).length;
    });
    for (const [id, afterMs] of Object.entries(namedAfterMs)) expect([id, afterMs <= 10_000]).toEqual([id, true]);
    for (const id of ['steady', 'ledger', 'orders']) {
      const told = running().flatMap(({ nodes }) => nodes[id] ?? []);
      expect(told.filter(({ state }) => !['starting', 'running', 'idle'].includes(state))).toEqual([]);
    }

    const payments = await new HealthWatch(session, 'payments').until('topic', ({ finding }) => finding !== undefined);
    expect(payments.finding?.why).toMatch(/^Key m-17 alone is \d\d % of payments/);
    const hot = payments.keys.known === 'sent' ? payments.keys.top[0] : undefined;
    expect(hot).toMatchObject({ key: 'm-17' });
    expect(payments.finding?.proposals[0]).toEqual({ action: 'open-code', node: 'shop', to: 'key' });

    const slow = await new HealthWatch(session, 'slow').until('consumer', ({ times, busy }) => {
      return (times?.p50Ms ?? 0) >= 149 && (busy[0]?.share ?? 0) > 0.85;
    });
    expect(slow.finding?.next).toContain('more instances');
    expect(slow.finding?.proposals).toContainEqual({ action: 'set-instances', node: 'slow', instances: 2 });
    expect(slow.waits.known).toBe('exact');

    const halted = await new HealthWatch(session, 'halted').until('consumer', ({ lag }) => lag > 50);
    expect(halted.finding?.proposals).toEqual([{ action: 'start-node', node: 'halted' }]);
    const hung = await new HealthWatch(session, 'hung').until('consumer', ({ state }) => state === 'stalled');
    expect(hung.finding?.proposals.map(({ action }) => action)).toEqual(['see-logs', 'open-code']);
    expect(hung.partitions.some(({ verdict }) => verdict === 'standing')).toBe(true);
  });
});
