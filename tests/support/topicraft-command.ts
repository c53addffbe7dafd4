import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export const repositoryFolder = path.resolve(import.meta.dirname, '../..');
const bundle = path.join(repositoryFolder, 'out/topicraft.js');

export interface CommandResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  errors: string;
}

/** A started `topicraft …`, as a user would start it. Whoever starts it awaits `ended` or calls `kill`. */
export interface RunningCommand {
  readonly pid: number;
  readonly ended: Promise<CommandResult>;
  /** The first line of JSON on standard output that fits, past ones included; rejects where it ends without one. */
  line<Line extends { type?: string }>(fits: (line: Line) => boolean): Promise<Line>;
  signal(signal: NodeJS.Signals): void;
  closeOutput(): void;
}

/** Starts the bundle with plain Node. `environment` is added to a bare one. */
export function startTopicraft(
  words: readonly string[],
  options: { folder?: string; environment?: Record<string, string> } = {},
): RunningCommand {
  const child = spawn(process.execPath, [bundle, ...words], {
    cwd: options.folder ?? repositoryFolder,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (): void => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    tell();
  });
  const ended = collect(child).then((result) => {
    tell();
    return result;
  });
  return {
    pid: child.pid ?? 0,
    ended,
    line: <Line extends { type?: string }>(fits: (line: Line) => boolean) =>
      new Promise<Line>((resolve, reject) => {
        let next = 0;
        const look = (): void => {
          for (; next < lines.length; next += 1) {
            const line = JSON.parse(lines[next] ?? 'null') as Line;
            if (!fits(line)) continue;
            waiting.delete(look);
            resolve(line);
            return;
          }
        };
        waiting.add(look);
        look();
        void ended.then((result) => reject(new Error(`it ended before such a line: ${result.errors}${result.output}`)));
      }),
    signal: (signal) => void child.kill(signal),
    closeOutput: () => child.stdout.destroy(),
  };
}

/** Runs a command to its end. */
export async function topicraft(...words: string[]): Promise<CommandResult> {
  return await startTopicraft(words).ended;
}

async function collect(child: ChildProcess): Promise<CommandResult> {
  const texts = { output: '', errors: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.errors += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...texts };
}

/** The lines of a `--json` output. */
export function parseLines(output: string): { type: string; [field: string]: unknown }[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: string });
}
