import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const bundle = path.resolve(import.meta.dirname, '../../out/topicraft.js');
const readyLine = z.object({ ready: z.literal(true), bootstrap: z.string() });

/** A running `topicraft broker`. Whoever started it stops it; if this process ends first, the broker is killed with it. */
export interface EmbeddedBroker {
  /** `127.0.0.1:PORT`. */
  readonly bootstrap: string;
  readonly processId: number;
  stop(): Promise<void>;
}

/**
 * Starts the bundled broker command, as a user would, and resolves when it has printed that it answers. `options` are
 * further ones of the command line.
 */
export async function startEmbeddedBroker(options: readonly string[] = []): Promise<EmbeddedBroker> {
  const broker = spawn(process.execPath, [bundle, 'broker', '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killWithParent = () => broker.kill('SIGKILL');
  process.once('exit', killWithParent);
  const exited = once(broker, 'exit');
  const stop = async () => {
    broker.kill('SIGTERM');
    await exited;
    process.off('exit', killWithParent);
  };
  const firstLine = Promise.race([
    once(createInterface({ input: broker.stdout }), 'line'),
    exited.then(() => {
      throw new Error('topicraft broker ended before it was ready');
    }),
  ]);
  try {
    const [line] = z.tuple([z.string()]).parse(await firstLine);
    return { bootstrap: readyLine.parse(JSON.parse(line)).bootstrap, processId: broker.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
