import type { EngineParts } from './engine-parts.ts';
import { implementation, notBuilt } from './implementation.ts';

const service = implementation.records;

export function createRecordsService(_parts: EngineParts) {
  return service.router({
    browse: service.browse.handler(notBuilt),
    detail: service.detail.handler(notBuilt),
    send: service.send.handler(notBuilt),
  });
}
