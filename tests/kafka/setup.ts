import type { TestProject } from 'vitest/node';
import { bundle } from '../../build/bundle.ts';
import type { BrokerUnderTest } from './brokers-under-test.ts';
import type { InstalledClients } from './clients/foreign-clients.ts';
import { installClients } from './clients/install-clients.ts';
import { startEmbeddedBroker } from './embedded-broker.ts';
import { installKafka } from './real-kafka/install.ts';
import { startRealKafka } from './real-kafka/real-kafka.ts';

declare module 'vitest' {
  interface ProvidedContext {
    brokersUnderTest: BrokerUnderTest[];
    foreignClients: InstalledClients;
  }
}

const starts = [
  { id: 'real', name: 'real Kafka', start: startRealKafka },
  { id: 'embedded', name: 'topicraft broker', start: startEmbeddedBroker },
] as const;

/**
 * Bundles Topicraft, makes the foreign clients ready, and starts one Apache Kafka and one `topicraft broker` for all
 * test files; a test takes names of its own for topics and groups. `TOPICRAFT_TEST_BROKERS=real` (or `embedded`) starts
 * only the one, while a test is written.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await bundle();
  project.provide('foreignClients', await installClients(installKafka()));
  const running: (BrokerUnderTest & { stop: () => Promise<void> })[] = [];
  const stop = async () => {
    for (const broker of running.splice(0)) await broker.stop();
  };
  const only = process.env['TOPICRAFT_TEST_BROKERS'];
  try {
    for (const { id, name, start } of starts) {
      if (only === undefined || only === id) running.push({ id, name, ...(await start()) });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide(
    'brokersUnderTest',
    running.map(({ id, name, bootstrap }) => ({ id, name, bootstrap })),
  );
  return stop;
}
