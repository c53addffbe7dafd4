import { pathToFileURL } from 'node:url';
import path from 'node:path';
import type { BrokerCommand, BrokerReport } from '../../main/broker/index.ts';
import { createNodeProcessHost } from '../../main/headless/process-host.ts';
import type { ProcessExit } from '../../shared/lib/index.ts';

const bundles = pathToFileURL(`${path.resolve(import.meta.dirname, '../../out')}/`);

/** One for all: each listens to the end of this process. */
const processHost = createNodeProcessHost(bundles);

/** A broker in a process of its own, from the bundle. Whoever started it stops or kills it. */
export interface BrokerProcess {
  readonly bootstrap: string;
  readonly port: number;
  /** What it had to say of itself. */
  readonly logged: string[];
  /** Asks it to end in good order. */
  stop(): Promise<ProcessExit>;
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<ProcessExit>;
}

type StartOptions = (BrokerCommand & { type: 'start' })['options'];

/** Rejects with `CODE: message` where the broker says that it can't start. */
export async function startBrokerProcess(options: StartOptions = {}): Promise<BrokerProcess> {
  const link = processHost.start({ kind: 'broker', environment: {} });
  const exited = new Promise<ProcessExit>((resolve) => link.onExit(resolve));
  const logged: string[] = [];
  const bootstrap = await new Promise<string>((resolve, reject) => {
    link.onMessage((message) => {
      const report = message as BrokerReport;
      if (report.type === 'ready') resolve(report.bootstrap);
      else if (report.type === 'failed') reject(new Error(`${report.code}: ${report.message}`));
      else if (report.type === 'log') logged.push(report.entry.message);
    });
    void exited.then(({ standardErrorTail }) => reject(new Error(`the broker process ended: ${standardErrorTail}`)));
    link.post({ type: 'start', options } satisfies BrokerCommand);
  });
  return {
    bootstrap,
    port: Number(bootstrap.split(':')[1]),
    logged,
    stop() {
      link.post({ type: 'stop' } satisfies BrokerCommand);
      return exited;
    },
    kill() {
      link.kill();
      return exited;
    },
  };
}
