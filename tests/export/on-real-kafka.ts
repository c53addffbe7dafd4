import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startRealKafka } from '../kafka/real-kafka/real-kafka.ts';

/**
 * `npm run test:export:kafka`: the exported examples on a real Apache Kafka, which lives as long as the tests do. Words are
 * handed on to vitest.
 */
const kafka = await startRealKafka();
try {
  const files = ['tests/export/basic-kafka.test.ts', 'tests/export/ecommerce.test.ts'];
  const tests = spawn('vitest', ['run', '--project', 'export', ...files, ...process.argv.slice(2)], {
    env: { ...process.env, TOPICRAFT_EXPORT_BOOTSTRAP: kafka.bootstrap },
    stdio: 'inherit',
  });
  const [code] = (await once(tests, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await kafka.stop();
}
