import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlertFrame, AlertRule } from '../../shared/contract/index.ts';
import { consumer, graphOf, producer, topic } from '../support/graph-builder.ts';
import { folderWith, projectWith } from '../support/project-folder.ts';
import { type EngineClient, openIn, testEngine } from '../support/test-engine.ts';
import { WatchedSession } from '../support/watched-session.ts';

const graph = graphOf(
  [producer('shop', { trigger: { type: 'rate', perSecond: 20 } }), topic('orders'), consumer('billing')],
  ['shop > orders > billing'],
);
const files = {
  'handlers/shop.ts': `import { defineProducer } from 'topicraft';
export default defineProducer(async ({ index }, { emit }) => {
  await emit('orders', { value: { index } });
});
`,
  'handlers/billing.ts': `import { defineConsumer } from 'topicraft';
export default defineConsumer(async () => undefined);
`,
};

/** What a window is told of alerts, put together. */
async function follow(client: EngineClient, projectId: string) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const fired: string[] = [];
  const frames = await client.health.alerts({ projectId }, { signal: abort.signal });
  return {
    fired,
    until: async (satisfies: (frame: AlertFrame) => boolean): Promise<AlertFrame> => {
      for (;;) {
        const { done, value } = await frames.next();
        if (done === true) throw new Error('the stream has ended');
        fired.push(...value.fired.map(({ message }) => message));
        if (satisfies(value)) return value;
      }
    },
  };
}

describe('alerts', () => {
  it('are raised once, end when all is well again, and are kept beside the project and not in it', async () => {
    const folder = await projectWith(graph, files);
    const stateFolder = await folderWith({});
    const session = await WatchedSession.open(folder, { stateFolder });
    const { client, projectId } = session;
    const alerts = await follow(client, projectId);
    const stopped: AlertRule = { id: 'r1', node: 'billing', condition: { measure: 'state', states: ['stopped'] } };
    const behind: AlertRule = { id: 'r2', node: 'billing', condition: { measure: 'lag', above: 60 } };
    await client.health.saveAlertRule({ projectId, rule: stopped });
    await client.health.saveAlertRule({ projectId, rule: behind });
    expect(await alerts.until(({ rules }) => rules.length === 2)).toMatchObject({ raised: [], fired: [] });

    await session.start();
    await client.session.setNodeRunning({ projectId, node: 'billing', running: false });
    const both = await alerts.until(({ raised }) => raised.length === 2);
    expect(both.raised.map(({ rule }) => rule.id)).toEqual(['r2', 'r1']);
    await client.session.setNodeRunning({ projectId, node: 'billing', running: true });
    await alerts.until(({ raised }) => raised.length === 0);
    expect(alerts.fired).toEqual(['billing: stopped', expect.stringMatching(/^billing: lag \d+, over 60$/)]);

    await client.health.removeAlertRule({ projectId, id: 'r1' });
    await client.session.stop({ projectId });
    await client.projects.close({ projectId });
    const later = await testEngine({ stateFolder });
    const opened = await openIn(later.client, folder);
    const again = await follow(later.client, opened.projectId);
    expect((await again.until(() => true)).rules).toEqual([behind]);
  });
});
