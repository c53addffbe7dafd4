import type { EngineParts } from './engine-parts.ts';
import { implementation, notBuilt } from './implementation.ts';

const service = implementation.code;

export function createCodeService(_parts: EngineParts) {
  return service.router({
    testRun: service.testRun.handler(notBuilt),
    format: service.format.handler(notBuilt),
    packageTypes: service.packageTypes.handler(notBuilt),
    installPackages: service.installPackages.handler(notBuilt),
  });
}
