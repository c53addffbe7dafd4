import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFile, chown, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The person of a root, who isn't root. */
const person = { name: 'ann', id: 1000 };
const home = `/home/${person.name}`;

/** What people, programs and the kernel keep. */
const notOfTheSystem = ['/proc', '/sys', '/dev', '/tmp', '/root', '/var/cache', home];

/**
 * Lays a bare Debian of this machine's own release in a folder: what is essential, apt, some packages, and a person. Needs mmdebstrap,
 * being root, and a Debian mirror.
 */
export async function createDebianRoot(root: string, packages: readonly string[]): Promise<void> {
  const release = /^VERSION_CODENAME=(\w+)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'bookworm';
  await run('mmdebstrap', [
    '--quiet',
    '--variant=apt',
    '--aptopt=APT::Install-Recommends "false"',
    // Nothing of it outlives a crash.
    '--dpkgopt=force-unsafe-io',
    `--include=${packages.join(',')}`,
    `--customize-hook=chroot "$1" useradd --create-home --uid ${person.id} ${person.name}`,
    release,
    root,
  ]);
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface StartOptions {
  readonly asRoot?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Its home is the person's, if nothing else is said. */
  readonly folder?: string;
}

/** A Debian in a folder. What runs in it has file systems of its own, so that no mount outlives it. */
export class DebianRoot {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Absolute path, seen from outside. */
  file(inside: string): string {
    return path.join(this.folder, inside);
  }

  /** Starts a program with a bare environment, without a screen. The process is the program itself, head of a group of its own. */
  start(words: readonly string[], { asRoot = false, environment = {}, folder = home }: StartOptions = {}): Started {
    const root = this.folder;
    const mounts = [
      `mount -t proc proc '${root}/proc'`,
      `mount -t tmpfs -o mode=1777 shm '${root}/dev/shm'`,
      `mkdir -p '${root}/tmp/.X11-unix'`,
      `{ [ ! -d /tmp/.X11-unix ] || mount --bind /tmp/.X11-unix '${root}/tmp/.X11-unix'; }`,
    ].join(' && ');
    const who = asRoot ? [] : [`--userspec=${person.id}:${person.id}`];
    const bare = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: asRoot ? '/root' : home,
      LANG: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
      ...environment,
    };
    const inside = ['/bin/sh', '-c', 'cd "$0" && exec "$@"', asRoot ? '/' : folder, ...words];
    const variables = Object.entries(bare).map(([name, value]) => `${name}=${value}`);
    const chroot = ['chroot', ...who, root, '/usr/bin/env', '-i', ...variables, ...inside];
    const child = spawn('unshare', ['--mount', '/bin/sh', '-c', `${mounts} && exec "$@"`, 'sh', ...chroot], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new Started(child);
  }

  async run(words: readonly string[], options: StartOptions = {}): Promise<Finished> {
    return await this.start(words, options).ended;
  }

  /** @throws where it fails */
  async runAsRoot(words: readonly string[]): Promise<string> {
    const { code, output, errors } = await this.run(words, { asRoot: true });
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${errors}${output}`);
    return output;
  }

  /** Every file and folder of the system, with what kind it is and where it leads. */
  async list(): Promise<string[]> {
    const left = notOfTheSystem.flatMap((folder) => ['-path', `.${folder}`, '-prune', '-o']);
    const { stdout } = await run('find', ['.', '-xdev', ...left, '-printf', '%y %p %l\\n'], {
      cwd: this.folder,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim().split('\n').sort();
  }

  /** The screen of this machine, for the person: variables for `environment`. */
  async screen(): Promise<Record<string, string>> {
    const display = process.env['DISPLAY'];
    if (display === undefined) throw new Error('There is no screen: start these tests under xvfb-run -a.');
    const authority = process.env['XAUTHORITY'];
    if (authority === undefined) return { DISPLAY: display };
    await this.give(authority, `${home}/.Xauthority`);
    return { DISPLAY: display, XAUTHORITY: `${home}/.Xauthority` };
  }

  /** Copies a file in, as the person's. */
  async give(file: string, inside: string): Promise<void> {
    const target = this.file(inside);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(file, target);
    await chown(target, person.id, person.id);
  }
}

/** A started program, with all that it has written. */
export class Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Finished>;
  private readonly written = { output: '', errors: '' };
  private readonly waiting = new Set<() => void>();

  constructor(process: ChildProcess) {
    this.process = process;
    process.stdout?.on('data', (chunk: Buffer) => this.note('output', chunk));
    process.stderr?.on('data', (chunk: Buffer) => this.note('errors', chunk));
    this.ended = new Promise((resolve, reject) => {
      process.once('error', reject);
      process.once('close', (code, signal) => resolve({ code, signal, ...this.written }));
    });
  }

  /** Waits until what it has written matches; rejects where it ends before. */
  async says(where: 'output' | 'errors', pattern: RegExp): Promise<RegExpExecArray> {
    const found = new Promise<RegExpExecArray>((resolve) => {
      const look = (): void => {
        const match = pattern.exec(this.written[where]);
        if (!match) return;
        this.waiting.delete(look);
        resolve(match);
      };
      this.waiting.add(look);
      look();
    });
    const ended = this.ended.then(({ output, errors }): never => {
      throw new Error(`It ended without ${pattern}. It said: ${output}${errors}`);
    });
    return await Promise.race([found, ended]);
  }

  /** To the whole group that it heads. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.process.pid !== undefined) process.kill(-this.process.pid, signal);
  }

  private note(where: 'output' | 'errors', chunk: Buffer): void {
    this.written[where] += chunk.toString('utf8');
    for (const look of this.waiting) look();
  }
}
