import type { EngineParts } from './engine-parts.ts';
import { implementation, notBuilt } from './implementation.ts';

const service = implementation.projects;

export function createProjectsService(_parts: EngineParts) {
  return service.router({
    open: service.open.handler(notBuilt),
    create: service.create.handler(notBuilt),
    openExample: service.openExample.handler(notBuilt),
    close: service.close.handler(notBuilt),
    watch: service.watch.handler(notBuilt),
    apply: service.apply.handler(notBuilt),
    writeFile: service.writeFile.handler(notBuilt),
    planRename: service.planRename.handler(notBuilt),
    save: service.save.handler(notBuilt),
    saveAs: service.saveAs.handler(notBuilt),
    revert: service.revert.handler(notBuilt),
    resolveConflict: service.resolveConflict.handler(notBuilt),
  });
}
