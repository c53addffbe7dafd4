import { readdir, readFile } from 'node:fs/promises';

/** A process and all that it and its children have started, from /proc; the first is the process itself. */
export async function familyOf(root: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    const parent = Number(/^PPid:\s(\d+)$/m.exec(status)?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** Those of the family that run this bundle, such as `broker.js`. */
export async function familyRunning(root: number, bundle: string): Promise<number[]> {
  const running = await Promise.all(
    (await familyOf(root)).map(async (pid) => {
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return words.includes(bundle) ? [pid] : [];
    }),
  );
  return running.flat();
}
