import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessExit, ProcessHost, ProcessKind, ProcessLink, ProcessStart } from '../../shared/lib/index.ts';

const standardErrorTailBytes = 8 * 1024;

/** A grandchild may hold the pipe of a dead child open, so that its end is not waited for any longer than this. */
const lastWordsMs = 500;

const bundleOf: Record<ProcessKind, string> = { broker: 'broker.js', 'handler-host': 'handler-host.js' };

/**
 * Processes as forks of this Node, see README.md. They run the bundles in `bundleDirectory`, by default the folder of
 * the running bundle.
 */
export function createNodeProcessHost(bundleDirectory = new URL('./', import.meta.url)): ProcessHost {
  const running = new Set<ChildProcess>();
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  return {
    start: (options) => {
      const child = forkBundle(new URL(bundleOf[options.kind], bundleDirectory), options);
      running.add(child);
      const link = linkTo(child);
      link.onExit(() => running.delete(child));
      return link;
    },
  };
}

function forkBundle(bundle: URL, { workingDirectory, environment, heapLimitMb }: ProcessStart): ChildProcess {
  return fork(fileURLToPath(bundle), [], {
    ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }),
    env: environment,
    execArgv: heapLimitMb === undefined ? [] : [`--max-old-space-size=${heapLimitMb}`],
    serialization: 'advanced',
    // What a handler prints must not mix with the lines of a command.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Out of the terminal's process group: Ctrl-C is for the parent, which then ends its children in good order.
    detached: true,
    windowsHide: true,
  });
}

function linkTo(child: ChildProcess): ProcessLink {
  const exited = exitOf(child);
  return {
    pid: child.pid,
    // To a process that has gone nothing can be said; its end is told by onExit.
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (receive) => child.on('message', receive),
    onExit: (receive) => void exited.then(receive),
    kill: () => void child.kill('SIGKILL'),
  };
}

function exitOf(child: ChildProcess): Promise<ProcessExit> {
  let tail = Buffer.alloc(0);
  child.stderr?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-standardErrorTailBytes);
  });
  return new Promise((resolve) => {
    const end = (code: number | null, signal: string | null, words = tail.toString('utf8')): void =>
      resolve({ code, signal, standardErrorTail: words });
    child.on('close', end);
    child.on('exit', (code, signal) => setTimeout(() => end(code, signal), lastWordsMs).unref());
    child.on('error', (error) => {
      if (child.pid === undefined) end(null, null, error.message);
    });
  });
}
