import type { EngineParts } from './engine-parts.ts';
import { implementation, notBuilt } from './implementation.ts';

const service = implementation.connections;

export function createConnectionsService(_parts: EngineParts) {
  return service.router({
    list: service.list.handler(notBuilt),
    save: service.save.handler(notBuilt),
    remove: service.remove.handler(notBuilt),
    test: service.test.handler(notBuilt),
  });
}
