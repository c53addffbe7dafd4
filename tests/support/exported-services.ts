import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** By which npm reaches its registry where a machine has its own way there. */
const wayToRegistry = [
  'NODE_EXTRA_CA_CERTS',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
];

/** Runs npm in an export, with this Node first on the path. Rejects with what it printed. */
export async function npmIn(folder: string, ...words: string[]): Promise<string> {
  try {
    const { stdout } = await execute('npm', words, {
      cwd: folder,
      env: { ...bareEnvironment(), ...given(wayToRegistry) },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${words.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

export interface ServiceLine {
  readonly level: string;
  readonly msg: string;
  readonly healthPort?: number;
  readonly [field: string]: unknown;
}

/** A program of an export that runs. Whoever starts it ends it. */
export interface RunningService {
  readonly lines: readonly ServiceLine[];
  /** The first line that fits, past ones included; rejects where it ends without one. */
  line(fits: (line: ServiceLine) => boolean): Promise<ServiceLine>;
  /** Resolves with the text of its metrics. */
  metrics(): Promise<string>;
  /** Asks its health server; rejects where no answer comes within `timeoutMs`, if that is given. */
  get(path: string, timeoutMs?: number): Promise<Response>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>;
}

/** Starts a program of an export's dist/, with nothing of the machine's environment but these variables. */
export function startExported(folder: string, program: string, environment: Record<string, string>): RunningService {
  const child = spawn(process.execPath, ['--enable-source-maps', path.join('dist', `${program}.js`)], {
    cwd: folder,
    env: { ...bareEnvironment(), HEALTH_PORT: '0', HTTP_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: ServiceLine[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    // The script that makes topics writes sentences.
    lines.push(text.startsWith('{') ? (JSON.parse(text) as ServiceLine) : { level: 'info', msg: text });
    for (const look of waiting) look();
  });
  const ended = collect(child);
  const line = (fits: (line: ServiceLine) => boolean): Promise<ServiceLine> =>
    new Promise((resolve, reject) => {
      let next = 0;
      const look = (): void => {
        for (; next < lines.length; next += 1) {
          const candidate = lines[next];
          if (!candidate || !fits(candidate)) continue;
          waiting.delete(look);
          resolve(candidate);
          return;
        }
      };
      waiting.add(look);
      look();
      void ended.then(({ errors }) =>
        reject(new Error(`${program} ended before such a line: ${errors}${JSON.stringify(lines.slice(-10))}`)),
      );
    });
  const get = async (path: string, timeoutMs?: number): Promise<Response> => {
    const { healthPort = 0 } = await line(({ healthPort }) => healthPort !== undefined);
    const signal = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
    return await fetch(`http://127.0.0.1:${healthPort}${path}`, { signal });
  };
  return {
    lines,
    line,
    get,
    metrics: async () => await (await get('/metrics')).text(),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

/** The sum of a counter over all its labels. */
export function counted(metrics: string, name: string): number {
  return metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function given(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function bareEnvironment(): Record<string, string> {
  const { HOME = '', PATH = '' } = process.env;
  return { HOME, PATH: `${path.dirname(process.execPath)}${path.delimiter}${PATH}` };
}

async function collect(
  child: ChildProcess,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }> {
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, errors };
}
