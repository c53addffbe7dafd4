import type { EngineParts } from './engine-parts.ts';
import { implementation, notBuilt } from './implementation.ts';

const service = implementation.application;

export function createApplicationService(_parts: EngineParts) {
  return service.router({
    info: service.info.handler(notBuilt),
    settings: service.settings.handler(notBuilt),
    changeSettings: service.changeSettings.handler(notBuilt),
    recentProjects: service.recentProjects.handler(notBuilt),
    forgetRecent: service.forgetRecent.handler(notBuilt),
    examples: service.examples.handler(notBuilt),
    listFolder: service.listFolder.handler(notBuilt),
    load: service.load.handler(notBuilt),
  });
}
