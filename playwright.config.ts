import { defineConfig } from '@playwright/test';
import type { ShellOptions } from './tests/e2e/support/test.ts';

/**
 * What a window of Electron's shows as a browser's does, since nothing of it touches the shell. CI, which has little time, looks at
 * it in the browser alone.
 */
const sameInBothShells = ['accessibility', 'exactly-once', 'faults', 'health', 'table'];
const isCi = process.env['CI'] !== undefined;

/**
 * The app as a person uses it: the same specs in Chromium over `topicraft serve` (project `browser`) and in Electron's
 * own windows (project `electron`). See tests/README.md.
 */
export default defineConfig<ShellOptions>({
  testDir: 'tests/e2e/specs',
  testMatch: '**/*.spec.ts',
  outputDir: 'dist/e2e',
  // Two cores run the page, the engine, the broker and the handler hosts already.
  workers: 1,
  fullyParallel: false,
  forbidOnly: isCi,
  // CI names a spec that passed only when it was run again; by hand it fails at once.
  retries: isCi ? 1 : 0,
  // The limits are for what hangs. A slow machine fails nothing, so they are far from what any test takes.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: { actionTimeout: 60_000, navigationTimeout: 60_000, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  reporter: [['list']],
  projects: [
    { name: 'browser', use: { shell: 'browser' } },
    // The desktop app serves no page: tests/electron asserts that it listens nowhere.
    {
      name: 'electron',
      testIgnore: ['**/served.*', ...(isCi ? sameInBothShells.map((name) => `**/${name}.spec.ts`) : [])],
      use: { shell: 'electron' },
    },
  ],
});
