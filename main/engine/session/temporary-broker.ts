import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock, ProcessHost } from '../../../shared/lib/index.ts';
import { createEmbeddedBroker, type EmbeddedBroker, type EmbeddedBrokerEvents } from './embedded-broker.ts';

/** An embedded broker in a temporary folder, which goes with it: what it holds outlives its process, but not `stop`. */
export function createTemporaryBroker(options: {
  processHost: ProcessHost;
  clock: Clock;
  events: EmbeddedBrokerEvents;
}): EmbeddedBroker {
  const folder = mkdtempSync(path.join(tmpdir(), 'topicraft-'));
  const broker = createEmbeddedBroker({ ...options, dataDirectory: folder });
  return {
    start: () => broker.start(),
    takeRun: () => broker.takeRun(),
    changeFaults: (change) => broker.changeFaults(change),
    stop: async () => {
      await broker.stop();
      // It lies among the system's temporary things: what can't be removed now, the system removes.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}
