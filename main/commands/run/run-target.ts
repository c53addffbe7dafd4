import path from 'node:path';
import { connectionSchema } from '../../../shared/connection/index.ts';
import { readClientProperties, type SessionTarget } from '../../engine/index.ts';
import { type OptionValues, UsageError } from '../command-line/parse.ts';
import type { FrontDoor } from '../front-door.ts';
import { diagnosticText } from '../terminal/diagnostic-text.ts';
import type { Output } from '../terminal/output.ts';
import { createPaint } from '../terminal/paint.ts';

/**
 * Where a run goes, by its options: a cluster where `--bootstrap` or `--config` names one, the embedded broker otherwise.
 * @throws UsageError; an Error that says what is wrong with the file of `--config`
 */
export async function readTarget(options: OptionValues, frontDoor: FrontDoor, output: Output): Promise<SessionTarget> {
  const { bootstrap, config, data } = options;
  const createTopics = options['create-topics'] === true;
  if (bootstrap === undefined && config === undefined) {
    if (createTopics)
      throw new UsageError('--create-topics is for a cluster: give --bootstrap or --config too.', 'run');
    const dataDirectory = typeof data === 'string' ? path.resolve(frontDoor.currentFolder, data) : undefined;
    return { type: 'embedded', ...(dataDirectory !== undefined && { dataDirectory }) };
  }
  if (data !== undefined) throw new UsageError('--data is for the embedded broker, not for a cluster.', 'run');
  const brokers = typeof bootstrap === 'string' ? bootstrap.split(',') : undefined;
  if (brokers && !connectionSchema.shape.brokers.safeParse(brokers).success) {
    throw new UsageError(`--bootstrap takes HOST:PORT, not ${String(bootstrap)}.`, 'run');
  }
  if (typeof config !== 'string') return { type: 'external', connection: { brokers: brokers ?? [] }, createTopics };
  const file = path.resolve(frontDoor.currentFolder, config);
  const { environment } = frontDoor;
  const outcome = await readClientProperties(file, { environment, ...(brokers && { bootstrap: brokers.join(',') }) });
  const text = outcome.diagnostics.map((diagnostic) => diagnosticText(diagnostic, createPaint(false))).join('');
  if (!outcome.ok) throw new Error(`The file of --config cannot be used.\n${text}`);
  if (text !== '') output.complain(text);
  return { type: 'external', connection: outcome.connection, createTopics };
}
