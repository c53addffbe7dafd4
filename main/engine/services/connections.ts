import { testConnection } from '../connections/index.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation } from './implementation.ts';

const service = implementation.connections;

export function createConnectionsService({ clock, connections }: EngineParts) {
  return service.router({
    list: service.list.handler(() => connections.list()),
    save: service.save.handler(({ input }) => connections.save(input)),
    remove: service.remove.handler(({ input }) => connections.remove(input.id)),
    test: service.test.handler(async ({ input }) => testConnection(await connections.resolveDraft(input), clock)),
  });
}
