import { expect, test } from '../support/test.ts';

test('a lost engine is said, and nothing is thrown for it', async ({ window, app }) => {
  await window.welcome.openExample('Basic Kafka');
  await expect(window.canvas.node('consumer', 'alarm')).toBeVisible();
  await window.run.start();
  // So that streams of every panel are open: the project, the run, its records, the machine's load.
  await expect(window.events.rowWith('"celsius"')).toBeVisible();
  await app.endEngine();
  await expect(window.page.getByText('engine has stopped')).toBeVisible();
  await expect(window.page.getByRole('button', { name: /again/ })).toBeVisible();
  // What is thrown is thrown by now: a turn of the page's own event loop, and of React's after it.
  await window.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
});
