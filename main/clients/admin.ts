import type { ConnectionSettings } from '../../shared/kafka/index.ts';
import type { Admin } from './types.ts';

export function createAdmin(_options: { connection: ConnectionSettings }): Admin {
  throw new Error('The admin client is not written yet.');
}
