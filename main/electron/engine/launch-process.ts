import { fileURLToPath } from 'node:url';
import { MessageChannelMain, type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron';
import type { ProcessExit, ProcessKind, ProcessStart } from '../../../shared/lib/index.ts';

const standardErrorTailBytes = 8 * 1024;

const bundleOf: Record<ProcessKind, string> = { broker: 'broker.js', 'handler-host': 'handler-host.js' };

/** A broker or a handler host as a utility process. Whoever launched it kills it. */
export interface LaunchedProcess {
  /** The other end of the process's own link (shared/lib, `connectParent`). Not started yet. */
  readonly port: MessagePortMain;
  /** Called once, when the process has its number. Not called where it could not start. */
  readonly onRunning: (receive: (pid: number) => void) => void;
  /** Called once. Electron tells a code only, also where a signal ended it. */
  readonly onExit: (receive: (exit: ProcessExit) => void) => void;
  /** At once, whatever it is busy with. */
  readonly kill: () => void;
}

/** `outFolder` is the folder of the bundles. Only after the app is ready. */
export function launchProcess(outFolder: URL, options: ProcessStart): LaunchedProcess {
  const { kind, environment, workingDirectory, heapLimitMb } = options;
  const child = utilityProcess.fork(fileURLToPath(new URL(bundleOf[kind], outFolder)), [], {
    serviceName: `Topicraft ${kind}`,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(workingDirectory !== undefined && { cwd: workingDirectory }),
    // Node's own option is not heard in a utility process; V8's is.
    ...(heapLimitMb !== undefined && { execArgv: [`--js-flags=--max-old-space-size=${heapLimitMb}`] }),
  });
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage({}, [port1]);
  const exited = exitOf(child);
  let killed = false;
  child.once('spawn', () => {
    if (killed) killNow(child);
  });
  return {
    port: port2,
    onRunning: (receive) =>
      void child.once('spawn', () => {
        if (child.pid !== undefined) receive(child.pid);
      }),
    onExit: (receive) => void exited.then(receive),
    kill: () => {
      killed = true;
      killNow(child);
    },
  };
}

/** Electron's own kill asks politely, which a process that is busy need not hear. */
function killNow({ pid }: UtilityProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself.
  }
}

/** How a utility process ends, with the last words of its standard error. */
export function exitOf(child: UtilityProcess): Promise<ProcessExit> {
  let tail = Buffer.alloc(0);
  child.stderr?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-standardErrorTailBytes);
  });
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve({ code, signal: null, standardErrorTail: tail.toString('utf8') }));
  });
}
