import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when the process has ended well; rejects with what it said last where not. It dies with this process. */
export async function endOf(child: ChildProcess, name: string): Promise<void> {
  const killWithParent = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithParent);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const [code, signal]: unknown[] = await once(child, 'close');
  process.off('exit', killWithParent);
  if (code !== 0) throw new Error(`${name} ended with ${String(signal ?? code)}: ${said.trim()}`);
}
