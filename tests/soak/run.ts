import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { repositoryFolder } from '../support/topicraft-command.ts';

/**
 * `npm run soak -- NAME [PER_SECOND]`: a test in its long form. A test says in its own file what it asks of the environment.
 * `watch` writes what it found to bench/results, at the rate that is given or its own.
 */
const soaks: Readonly<Record<string, Soak>> = {
  health: {
    runner: 'vitest',
    file: 'tests/integration/health-steady.test.ts',
    environment: { TOPICRAFT_SOAK_SECONDS: '600' },
  },
  trace: {
    runner: 'vitest',
    file: 'tests/integration/tracing-lineage.test.ts',
    environment: { TOPICRAFT_SOAK_ORDERS: '10000' },
  },
  kill: {
    runner: 'vitest',
    file: 'tests/broker/kills.test.ts',
    environment: { TOPICRAFT_SOAK_KILLS: '200' },
  },
  torn: {
    runner: 'vitest',
    file: 'tests/broker/torn.test.ts',
    environment: { TOPICRAFT_SOAK_PLACES: 'all' },
  },
  fuzz: {
    runner: 'vitest',
    file: 'tests/broker/hostile-frames.test.ts',
    environment: { TOPICRAFT_SOAK_FRAMES: '10000000' },
  },
  watch: {
    runner: 'playwright',
    file: 'served.watch.spec.ts',
    environment: {
      TOPICRAFT_SOAK_SECONDS: '3600',
      TOPICRAFT_SOAK_RESULT: path.join(repositoryFolder, `bench/results/soak-watch-${dateOfToday()}.json`),
      ...(process.argv[3] !== undefined && { TOPICRAFT_SOAK_PER_SECOND: process.argv[3] }),
    },
  },
};

interface Soak {
  readonly runner: keyof typeof runners;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

const runners = {
  vitest: (file: string) =>
    `vitest/vitest.mjs run --project integration ${file} --testTimeout ${30 * 60_000}`.split(' '),
  playwright: (file: string) => `@playwright/test/cli.js test --project=browser ${file}`.split(' '),
};

function dateOfToday(): string {
  return new Date().toISOString().slice(0, 10);
}

const soak = soaks[process.argv[2] ?? ''];
if (!soak) {
  console.error(`Say which: npm run soak -- ${Object.keys(soaks).join(' | ')}`);
  process.exit(2);
}
const [program = '', ...words] = runners[soak.runner](soak.file);
const { status } = spawnSync(process.execPath, [path.join(repositoryFolder, 'node_modules', program), ...words], {
  stdio: 'inherit',
  env: { ...process.env, ...soak.environment },
});
process.exit(status ?? 1);
