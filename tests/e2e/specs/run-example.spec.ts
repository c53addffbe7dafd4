import { clusterNames } from '../support/clusters.ts';
import { expect, test } from '../support/test.ts';

for (const cluster of clusterNames) {
  test.describe(`on ${cluster}`, () => {
    test.use({ cluster });

    test('the welcome page leads to the e-commerce example, which runs, shows its events, and stops', async ({
      window,
      startRun,
      cluster,
    }) => {
      const { welcome, run, canvas, events } = window;
      await expect(welcome.heading).toBeVisible();
      await expect(welcome.example('Basic Kafka')).toBeVisible();
      await welcome.openExample('E-commerce');
      await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
      await expect(run.state).toHaveCount(0);
      await expect(window.status).toContainText('Embedded Kafka not started');

      await startRun();
      if (cluster === 'the embedded broker') await expect(window.status).toContainText('127.0.0.1:');
      else await expect(window.status).toContainText('External Kafka');
      await window.treeRow('price-check').click();
      const address = window.inspector.field('Listens at');
      await expect(address).toContainText('http://127.0.0.1:');
      const listensAt = (await address.textContent()) ?? '';
      // Until the services have joined their groups nobody answers, and the request is told so after a while.
      await expect(async () => {
        const items = [{ sku: 'sku-1001', quantity: 2 }];
        const answer = await window.page.request.post(listensAt, { data: { items } });
        expect(answer.status()).toBe(200);
      }).toPass({ timeout: 120_000 });

      expect(await canvas.wires.count()).toBeGreaterThan(20);
      await expect(async () => {
        const counts = [...(await canvas.eventCounts())].filter(([wire]) => !wire.endsWith(', dead letters'));
        expect(counts.filter(([, events]) => events === 0)).toEqual([]);
      }).toPass({ timeout: 120_000 });

      await events.showTopic('orders');
      await expect(events.rows.first()).toContainText('orders');
      await events.pause();
      await events.rows.first().click();
      await expect(events.record).toContainText('orderId');
      await events.record.getByRole('tab', { name: /^Headers/ }).click();
      await expect(events.record).toContainText('traceparent');

      await run.end();
      await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
    });
  });
}
