import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** System calls that start programs, reach others, or make, change or remove files. */
export const tracedCalls = [
  'execve',
  'execveat',
  'connect',
  'bind',
  'open',
  'openat',
  'openat2',
  'creat',
  'mkdir',
  'mkdirat',
  'mknod',
  'mknodat',
  'rename',
  'renameat',
  'renameat2',
  'unlink',
  'unlinkat',
  'rmdir',
  'link',
  'linkat',
  'symlink',
  'symlinkat',
  'truncate',
  'chmod',
  'fchmodat',
  'fchmodat2',
  'chown',
  'lchown',
  'fchownat',
  'utimensat',
  'setxattr',
  'lsetxattr',
  'mount',
  'chroot',
  // What goes this way would be seen by nobody.
  'io_uring_setup',
  'ptrace',
] as const;

export interface TracedCall {
  readonly name: string;
  /** As strace writes them. */
  readonly arguments: string;
  /** Absolute paths that it names. */
  readonly paths: readonly string[];
  readonly failed: boolean;
}

export type Deed = 'exec' | 'connect' | 'write' | 'read' | 'hidden';

/** What a call does, whether or not it succeeded. */
export function deedOf({ name, arguments: words }: TracedCall): Deed {
  if (name.startsWith('exec')) return 'exec';
  if (name === 'connect' || name === 'bind') return 'connect';
  if (name === 'io_uring_setup' || name === 'ptrace') return 'hidden';
  if (!/^open(at2?)?$/.test(name)) return 'write';
  return /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(words) ? 'write' : 'read';
}

/**
 * The calls of a trace (`strace -f -qq -y`), in parts: each begins at a call that names a folder of `marks`, and goes by that
 * folder's name; what came before the first has the name ''.
 */
export async function readTrace(file: string, marks: string): Promise<Map<string, TracedCall[]>> {
  const parts = new Map<string, TracedCall[]>();
  const unfinished = new Map<string, string>();
  let part = '';
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const whole = wholeLine(line, unfinished);
    const call = whole === undefined ? undefined : parseCall(whole);
    if (!call) continue;
    const mark = call.paths.find((named) => path.dirname(named) === marks);
    if (mark !== undefined) part = path.basename(mark);
    const calls = parts.get(part) ?? [];
    parts.set(part, calls);
    if (mark === undefined) calls.push(call);
  }
  return parts;
}

/** Calls of several threads overlap: strace writes one that waits in two lines. */
function wholeLine(line: string, unfinished: Map<string, string>): string | undefined {
  const [, thread = '', text = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
  const began = / <unfinished \.\.\.>$/.exec(text);
  if (began) {
    unfinished.set(thread, text.slice(0, began.index));
    return undefined;
  }
  const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
  if (!resumed) return text;
  const whole = (unfinished.get(thread) ?? '') + (resumed[1] ?? '');
  unfinished.delete(thread);
  return whole;
}

function parseCall(text: string): TracedCall | undefined {
  const match = /^(\w+)\((.*)\)\s+= (-?\d+|\?)/.exec(text);
  if (!match) return undefined;
  const [, name = '', words = '', result = ''] = match;
  return { name, arguments: words, paths: pathsIn(words), failed: result.startsWith('-') };
}

/** Each text among the arguments, below the folder that stands before it where it is relative. */
function pathsIn(words: string): string[] {
  const named = [...words.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)];
  return named.map(([, folder = '/', text = '']) => path.resolve(folder, unescaped(text)));
}

/** As strace writes bytes: C's escapes, octal numbers for what isn't ASCII. */
function unescaped(text: string): string {
  const bytes: number[] = [];
  const plain: Record<string, number> = { n: 10, t: 9, r: 13, f: 12, v: 11 };
  for (let at = 0; at < text.length; at += 1) {
    const octal = /^\\([0-7]{1,3})/.exec(text.slice(at, at + 4))?.[1];
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      at += octal.length;
    } else if (text[at] === '\\') {
      at += 1;
      bytes.push(plain[text[at] ?? ''] ?? text.charCodeAt(at));
    } else bytes.push(text.charCodeAt(at));
  }
  return Buffer.from(bytes).toString('utf8');
}
