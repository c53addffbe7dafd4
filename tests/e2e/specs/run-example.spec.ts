import { expect, test } from '../support/test.ts';

test('the welcome page leads to the e-commerce example, which runs, shows its events, and stops', async ({
  window,
}) => {
  const { welcome, run, canvas, events } = window;
  await expect(welcome.heading).toBeVisible();
  await expect(welcome.example('Basic Kafka')).toBeVisible();
  await welcome.openExample('E-commerce');
  await expect(canvas.node('consumer', 'payment-service')).toBeVisible();
  await expect(run.state).toHaveCount(0);
  await expect(window.status).toContainText('Embedded Kafka not started');

  await run.start();
  await expect(window.status).toContainText('127.0.0.1:');
  const wires = await canvas.wires.count();
  expect(wires).toBeGreaterThan(10);
  const risen = new Set<string>();
  await expect(async () => {
    for (const [wire, perSecond] of await canvas.rates()) if (perSecond > 0) risen.add(wire);
    expect([...(await canvas.rates()).keys()].filter((wire) => !risen.has(wire))).toEqual([]);
  }).toPass({ timeout: 90_000 });

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
