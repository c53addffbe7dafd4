import path from 'node:path';
import { connectionSchema } from '../../../shared/kafka/index.ts';
import type { SessionTarget } from '../../engine/index.ts';
import type { FrontDoor } from '../front-door.ts';
import { type OptionValues, UsageError } from '../command-line/parse.ts';

/**
 * Where a run goes, by its options: a cluster where `--bootstrap` or `--config` names one, the embedded broker otherwise.
 * @throws UsageError
 */
export async function readTarget(options: OptionValues, frontDoor: FrontDoor): Promise<SessionTarget> {
  const { bootstrap, data } = options;
  const createTopics = options['create-topics'] === true;
  if (bootstrap === undefined && options['config'] === undefined) {
    if (createTopics)
      throw new UsageError('--create-topics is for a cluster: give --bootstrap or --config too.', 'run');
    return {
      type: 'embedded',
      ...(typeof data === 'string' && { dataDirectory: path.resolve(frontDoor.currentFolder, data) }),
    };
  }
  if (data !== undefined) throw new UsageError('--data is for the embedded broker, not for a cluster.', 'run');
  const settings = connectionSchema.safeParse({ brokers: String(bootstrap).split(',') });
  if (!settings.success) throw new UsageError(`--bootstrap takes HOST:PORT, not ${bootstrap}.`, 'run');
  return { type: 'external', connection: settings.data, createTopics };
}
