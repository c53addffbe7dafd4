import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { figuresShop } from '../support/figures-shop.ts';
import { HealthWatch } from '../support/health-watch.ts';
import { IndependentView } from '../support/independent-view.ts';
import { projectWith } from '../support/project-folder.ts';
import { WatchedSession } from '../support/watched-session.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { freshName } from './topics.ts';

describe.each(brokersUnderTest())("the figures of a run on somebody else's $name", ({ bootstrap }) => {
  it('are those of another client, and say what can’t be known there', async () => {
    const prefix = freshName('health');
    const { graph, files } = figuresShop(100);
    const session = await WatchedSession.open(await projectWith(graph, files));
    const { client, projectId } = session;
    const { id: connectionId } = await client.connections.save({
      name: 'Theirs',
      brokers: [bootstrap],
      secrets: {},
      prefix,
    });
    await client.session.start({ projectId, target: { type: 'connection', connectionId }, createTopics: true });
    const view = await IndependentView.connect(bootstrap, `${prefix}.`);
    onTestFinished(() => view.close());
    await session.until(() => (session.consumer('halted')?.events ?? 0) > 100);
    await client.session.setNodeRunning({ projectId, node: 'halted', running: false });
    await session.until(() => session.consumer('halted')?.state === 'stopped');

    // While nothing more comes, what is told is what is there.
    await client.session.setNodeRunning({ projectId, node: 'shop', running: false });
    const { ends, haltedLag } = await view.look();
    await session.until(() => session.topic('orders')?.records === ends);
    await session.until(() => session.consumer('halted')?.lag === haltedLag);
    await session.until(() => session.consumer('worker')?.lag === 0);
    await session.until(() => session.producer('shop')?.events === ends);
    await session.until(() => session.consumer('worker')?.events === ends);

    // No record of somebody else's is read for its time: how long it waits is reckoned from looks at the partition's end.
    const halted = await new HealthWatch(session, 'halted').until('consumer', ({ waits }) => waits.known !== 'no');
    expect(['estimated', 'at-least']).toContain(halted.waits.known);
    const waitsSinceMs = await view.oldestWaitingMs();
    const told = await new HealthWatch(session, 'halted').until('consumer', ({ waits }) => waits.known !== 'no');
    const waitedMs = told.waits.known === 'no' ? 0 : told.waits.ms;
    expect(Math.abs(Date.now() - waitsSinceMs - waitedMs)).toBeLessThan(4000);

    await client.session.setNodeRunning({ projectId, node: 'shop', running: true });
    // While nobody else writes to it, all bytes are known, once what was sent and what has come are of the same seconds; from
    // then on those of others aren't.
    await new HealthWatch(session, 'orders').until(
      'topic',
      ({ bytes }) => bytes.perSecond > 0 && bytes.known === 'all',
    );
    const stranger = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).producer();
    await stranger.connect();
    onTestFinished(() => stranger.disconnect());
    const messages = Array.from({ length: 500 }, (_, index) => ({ key: `s-${index}`, value: 'of a stranger' }));
    await stranger.send({ topic: `${prefix}.orders`, messages });
    const shared = await new HealthWatch(session, 'orders').until('topic', ({ bytes }) => bytes.known === 'ours-only');
    expect(shared.keys.known).toBe('read');
    await client.session.stop({ projectId });
  });
});
