import type { EngineParts } from './engine-parts.ts';
import { implementation, notBuilt } from './implementation.ts';

const service = implementation.session;

export function createSessionService(_parts: EngineParts) {
  return service.router({
    watch: service.watch.handler(notBuilt),
    logs: service.logs.handler(notBuilt),
    start: service.start.handler(notBuilt),
    stop: service.stop.handler(notBuilt),
    reset: service.reset.handler(notBuilt),
    deploy: service.deploy.handler(notBuilt),
    setNodeRunning: service.setNodeRunning.handler(notBuilt),
    sendNow: service.sendNow.handler(notBuilt),
    restartPartition: service.restartPartition.handler(notBuilt),
  });
}
