import type { Kafka } from 'kafkajs';
import { ClientFault } from './client-fault.ts';

type Create = (options: object) => object;

/**
 * What makes the cluster beneath a client of kafkajs, one layer below its public face. Throws a ClientFault where a new version of kafkajs hides it.
 */
export function innerClusterMaker(client: Kafka): {
  create: Create;
  replace(change: (create: Create) => Create): void;
} {
  const name = Object.getOwnPropertySymbols(client).find((symbol) => symbol.description?.endsWith(':createCluster'));
  const found: unknown = name && Reflect.get(client, name);
  if (name === undefined || typeof found !== 'function') {
    throw new ClientFault('UNSUPPORTED', 'This kafkajs shows no cluster.', { retriable: false });
  }
  const create: Create = (options) => Reflect.apply(found, client, [options]) as object;
  return { create, replace: (change) => void Reflect.set(client, name, change(create)) };
}
