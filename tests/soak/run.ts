import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** `npm run soak -- NAME`: a test in its long form. A test says in its own file what it asks of the environment. */
const soaks: Readonly<Record<string, { file: string; environment: Record<string, string>; timeoutMs: number }>> = {
  health: {
    file: 'tests/integration/health-steady.test.ts',
    environment: { TOPICRAFT_SOAK_SECONDS: '600' },
    timeoutMs: 20 * 60_000,
  },
  trace: {
    file: 'tests/integration/tracing-lineage.test.ts',
    environment: { TOPICRAFT_SOAK_ORDERS: '10000' },
    timeoutMs: 30 * 60_000,
  },
};

const soak = soaks[process.argv[2] ?? ''];
if (!soak) {
  console.error(`Say which: npm run soak -- ${Object.keys(soaks).join(' | ')}`);
  process.exit(2);
}
const vitest = path.resolve(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const words = ['run', '--project', 'integration', soak.file, '--testTimeout', String(soak.timeoutMs)];
const { status } = spawnSync(process.execPath, [vitest, ...words], {
  stdio: 'inherit',
  env: { ...process.env, ...soak.environment },
});
process.exit(status ?? 1);
