import { hasErrors } from '../terminal/diagnostic-text.ts';
import { type Session, type SessionEvent, startSession } from '../../engine/index.ts';
import type { Command, Invocation } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { openProject } from '../project/open-project.ts';
import { createJsonReporter } from './json-reporter.ts';
import { createTableReporter } from './table-reporter.ts';
import type { EndReason } from './lines.ts';
import { readRunSettings, type RunSettings } from './run-settings.ts';
import type { RunReporter } from './run-reporter.ts';

/** `topicraft run`: one session from start to its end, told as a table or as JSON lines. */
export const runCommand: Command = async (invocation) => {
  const settings = await readRunSettings(invocation);
  const interruption = watchForStop(invocation);
  const reporter = settings.json
    ? createJsonReporter(invocation.output, settings)
    : createTableReporter(invocation.output, settings);
  try {
    return await runProject(invocation, settings, reporter, interruption.asked);
  } finally {
    reporter.close();
    interruption.release();
  }
};

async function runProject(
  { frontDoor, output }: Invocation,
  settings: RunSettings,
  reporter: RunReporter,
  asked: Promise<EndReason>,
): Promise<number> {
  const { project, diagnostics } = await openProject(settings.projectFolder);
  for (const diagnostic of diagnostics) reporter.tell({ type: 'diagnostic', diagnostic });
  if (!project || hasErrors(diagnostics)) {
    reporter.end('failed');
    output.complain('topicraft: The project has errors, so it does not run.');
    return exitCode.failed;
  }
  let session: Session | undefined;
  reporter.open(project.graph, () => session?.statistics() ?? []);
  const { target, seed, prefix, maxTicks } = settings;
  session = startSession({
    project,
    target,
    processHost: frontDoor.processHost,
    onEvent: (event: SessionEvent) => reporter.tell(event),
    ...(seed === undefined ? {} : { seed }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(maxTicks === undefined ? {} : { maxTicks }),
  });
  const time = startTime(session, settings.durationMs);
  const reason = await Promise.race([asked, eventsDone(session, maxTicks), time.over, ended(session)]);
  time.cancel();
  await session.stop();
  const fault = await session.ended;
  reporter.end(fault ? 'failed' : reason);
  if (fault) output.complain(`topicraft: ${fault.message}${adviceFor(fault.code)}`);
  return codeOf(fault ? 'failed' : reason, settings);
}

/** The first request asks for a stop in good order, the second ends everything at once. */
function watchForStop({ frontDoor, output }: Invocation): { asked: Promise<EndReason>; release: () => void } {
  const asked = new AbortController();
  const release = frontDoor.onStopSignal(() => {
    if (asked.signal.aborted) frontDoor.exit(exitCode.interrupted);
    asked.abort();
  });
  const reason = new Promise<EndReason>((resolve) => {
    asked.signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
    output.closed.addEventListener('abort', () => resolve('output-closed'), { once: true });
  });
  return { asked: reason, release };
}

/** The time of `--for` begins when everything runs. */
function startTime(session: Session, durationMs: number | undefined): { over: Promise<EndReason>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let cancelled = false;
  const over = new Promise<EndReason>((resolve) => {
    if (durationMs === undefined) return;
    const begin = (): void => {
      if (!cancelled) timer = setTimeout(() => resolve('time-over'), durationMs);
    };
    // A session that doesn't start has its own end.
    session.started.then(begin, () => undefined);
  });
  const cancel = (): void => {
    cancelled = true;
    clearTimeout(timer);
  };
  return { over, cancel };
}

async function eventsDone(session: Session, maxTicks: number | undefined): Promise<EndReason> {
  if (maxTicks === undefined) return await new Promise<never>(() => undefined);
  return (await session.settled()) === 'settled' ? 'events-done' : 'partition-stopped';
}

async function ended(session: Session): Promise<EndReason> {
  await session.ended;
  return 'failed';
}

function adviceFor(code: string): string {
  return code === 'topics-missing' ? '\nCreate them, or let --create-topics do it.' : '';
}

function codeOf(reason: EndReason, settings: RunSettings): number {
  switch (reason) {
    case 'events-done':
    case 'time-over':
      return exitCode.ok;
    case 'interrupted': {
      // Without an end of its own a run is ended by Ctrl-C, and that is how it should be.
      const endless = settings.maxTicks === undefined && settings.durationMs === undefined;
      return endless ? exitCode.ok : exitCode.interrupted;
    }
    case 'output-closed':
      return exitCode.outputClosed;
    case 'partition-stopped':
    case 'failed':
      return exitCode.failed;
  }
}
