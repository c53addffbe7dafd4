import { readdir, readFile, readlink } from 'node:fs/promises';
import { familyOf } from '../support/process-family.ts';

const listening = '0A';

/** TCP ports on which a process or one that it has started listens, from /proc. */
export async function listeningPorts(root: number): Promise<number[]> {
  const sockets = new Set<string>();
  for (const pid of await familyOf(root)) {
    const entries = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const entry of entries) {
      const target = await readlink(`/proc/${pid}/fd/${entry}`).catch(() => '');
      const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
      if (inode !== undefined) sockets.add(inode);
    }
  }
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')));
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(1));
  return rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    return state === listening && sockets.has(inode) ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [];
  });
}
