import { Picker } from '../pages/picker.ts';
import { clusterNames } from '../support/clusters.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ window }) => {
  await window.welcome.openExample('Basic Kafka');
  await expect(window.canvas.node('consumer', 'alarm')).toBeVisible();
});

for (const cluster of clusterNames) {
  test.describe(`on ${cluster}`, () => {
    test.use({ cluster });

    test('a consumer that is drawn into a running graph receives, and no other instance starts anew', async ({
      window,
      startRun,
    }) => {
      const { run, canvas, inspector, page } = window;
      await startRun();
      await window.treeRow('recorder').click();
      await expect(inspector.instances).toHaveCount(3);
      await expect.poll(async () => (await inspector.assignment()).sort()).toEqual(['0', '1', '2']);
      const members = await inspector.memberIds();
      expect(members.every((member) => member !== null)).toBe(true);
      const generation = inspector.panel.getByText(/^generation \d+$/);
      const before = await generation.textContent();

      await canvas.focus();
      await page.keyboard.press('a');
      await new Picker(page, 'Add by typing').take('c auditor reads temperatures');
      const auditor = canvas.node('consumer', 'auditor');
      await expect(auditor).toHaveAccessibleName(/ running,/);
      await expect
        .poll(async () => (await canvas.eventCounts()).get('temperatures to auditor') ?? 0)
        .toBeGreaterThan(0);

      await window.treeRow('recorder').click();
      await expect(inspector.heading).toHaveText('recorder');
      await expect(inspector.instances).toHaveCount(3);
      expect(await inspector.memberIds()).toEqual(members);
      await expect(generation).toHaveText(before ?? '');
      await expect(canvas.node('consumer', 'recorder')).toHaveAccessibleName(/ running,/);
      await run.end();
    });

    test('a consumer goes from one instance to eight on six partitions, and two are said to be idle', async ({
      window,
      startRun,
    }) => {
      const { run, inspector } = window;
      await window.treeRow('temperatures').click();
      await inspector.field('Partitions').fill('6');
      await inspector.field('Partitions').press('Enter');
      await window.treeRow('alarm').click();
      await expect(inspector.heading).toHaveText('alarm');
      await startRun();
      await expect.poll(() => inspector.assignment()).toEqual(['0, 1, 2, 3, 4, 5']);

      const more = inspector.panel.getByRole('button', { name: 'Increase' }).first();
      for (let instances = 2; instances <= 8; instances += 1) {
        await more.click();
        await expect(inspector.field('Instances')).toHaveValue(String(instances));
      }
      await expect(inspector.instances).toHaveCount(8);
      await expect
        .poll(async () => (await inspector.assignment()).sort())
        .toEqual(['0', '1', '2', '3', '4', '5', 'idle', 'idle']);
      await expect(inspector.panel).toContainText('2 instances are idle: there are more instances than partitions.');
      await run.end();
    });
  });
}

test('the broker dies, the window says so, and the run goes on', async ({ window, app }) => {
  const { run, canvas, messages, status } = window;
  await run.start();
  const count = async (): Promise<number> => (await canvas.eventCounts()).get('temperatures to recorder') ?? 0;
  await expect.poll(count).toBeGreaterThan(0);
  const broker = await app.brokerProcessId();
  if (broker === undefined) throw new Error('no broker runs');
  process.kill(broker, 'SIGKILL');

  await expect(messages).toContainText(/broker/i);
  await expect.poll(() => app.brokerProcessId()).not.toBe(broker);
  await expect(status).toContainText(/Embedded Kafka\s*127\.0\.0\.1:\d+/);
  await run.expectRunning();
  const atRecovery = await count();
  await expect.poll(count).toBeGreaterThan(atRecovery + 3);
  await run.end();
});
