import { defineConfig } from 'vitest/config';

/** The files that have nothing to try while `TOPICRAFT_TEST_BROKERS` starts one broker only. */
const clientsOfOtherBroker: Record<string, string[]> = {
  real: ['tests/kafka/clients-embedded.test.ts'],
  embedded: ['tests/kafka/clients-real-kafka.test.ts'],
};

/** CI names a test with real processes that passed only when it was run again; by hand it fails at once. */
const retry = process.env['CI'] === undefined ? 0 : 1;

/**
 * Eight projects: `unit` stands beside the source and starts nothing; `integration` crosses modules and starts real
 * processes from the bundles in out/; `export` installs and runs what is exported, with packages from npm; `deployment` holds an export's deployment files against other people's linters;
 * `hostile` opens hostile projects in an engine under strace; `electron` needs an Electron and a screen; `install` installs the deb in a bare Debian (see tests/install/README.md); `kafka` needs a real Kafka and other
 * people's clients (see tests/kafka/README.md).
 */
export default defineConfig({
  test: {
    projects: [
      // The limits are for what hangs. A slow machine fails nothing, so they are far from what any test takes.
      {
        test: {
          name: 'unit',
          include: ['{main,shared,build,renderer}/**/*.test.ts', 'renderer/**/*.test.tsx'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          retry,
          include: ['tests/{integration,conformance,commands,delivery,broker,house}/**/*.test.ts'],
          globalSetup: ['tests/support/bundle-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'export',
          retry,
          include: ['tests/export/**/*.test.ts'],
          globalSetup: ['tests/support/bundle-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'deployment',
          retry,
          include: ['tests/deployment/**/*.test.ts'],
          globalSetup: ['tests/support/bundle-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'hostile',
          retry,
          include: ['tests/hostile/**/*.test.ts'],
          globalSetup: ['tests/support/bundle-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'electron',
          retry,
          include: ['tests/electron/**/*.test.ts'],
          globalSetup: ['tests/support/bundle-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'install',
          retry,
          include: ['tests/install/**/*.test.ts'],
          globalSetup: ['tests/install/build-installers.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'kafka',
          retry,
          include: ['tests/kafka/**/*.test.ts'],
          exclude: clientsOfOtherBroker[process.env['TOPICRAFT_TEST_BROKERS'] ?? ''] ?? [],
          globalSetup: ['tests/kafka/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
