import path from 'node:path';
import { fsyncPolicies, keepHeapSmall, startBroker } from '../../broker/index.ts';
import type { Command } from '../command.ts';
import { parseOneOf, parseWholeNumber } from '../command-line/values.ts';
import { exitCode } from '../exit-code.ts';
import { stopWanted } from '../terminal/stop-wanted.ts';
import { diagnosticText } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';

/**
 * `topicraft broker`: the embedded broker in this very process. It owns the broker from its ready line to the stop
 * signal, and then closes it in good order; a second signal ends at once. What reads files is loaded where there is a file, so that
 * a broker without one doesn't hold zod and the contract in memory.
 */
export const brokerCommand: Command = async ({ options, frontDoor, output }) => {
  keepHeapSmall();
  const port = typeof options['port'] === 'string' ? parseWholeNumber('--port', options['port'], 0, 65_535) : 0;
  const brokers =
    typeof options['brokers'] === 'string' ? parseWholeNumber('--brokers', options['brokers'], 1, 100) : 1;
  const defaultReplicationFactor =
    typeof options['replication-factor'] === 'string'
      ? parseWholeNumber('--replication-factor', options['replication-factor'], 1, brokers)
      : 1;
  const { data, config } = options;
  const security =
    typeof config === 'string'
      ? await import('./broker-config.ts').then(({ readBrokerConfig }) =>
          readBrokerConfig(path.resolve(frontDoor.currentFolder, config), frontDoor.environment),
        )
      : undefined;
  const fsync =
    typeof options['fsync'] === 'string' ? parseOneOf('--fsync', options['fsync'], fsyncPolicies) : undefined;
  const file = options['faults'];
  const faults =
    typeof file === 'string'
      ? await import('./read-faults.ts').then(({ readFaults }) =>
          readFaults(path.resolve(frontDoor.currentFolder, file), file),
        )
      : undefined;
  if (faults?.ok === false) {
    const paint = createPaint(output.colors.errors);
    for (const diagnostic of faults.diagnostics) output.complain(diagnosticText(diagnostic, paint));
    return exitCode.failed;
  }
  const wanted = stopWanted(frontDoor, output);
  const broker = await startBroker({
    port,
    brokers,
    defaultReplicationFactor,
    ...(typeof data === 'string' && { dataDirectory: path.resolve(frontDoor.currentFolder, data) }),
    ...(security && { security }),
    ...(fsync !== undefined && { fsync }),
    ...(faults && { faults: faults.plan }),
    onLog: ({ level, message }) => output.complain(`${level}: ${message}`),
  });
  const { bootstrap, recovery } = broker;
  if (faults) output.complain(`info: faults set: ${faults.plan.faults.length}`);
  output.writeJson({
    ready: true,
    bootstrap,
    ...(recovery && { recovered: recovery }),
    ...(faults && { faults: faults.plan.faults.length }),
  });
  await wanted;
  await broker.close();
  return exitCode.ok;
};
