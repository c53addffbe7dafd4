import type { Clock, ProcessHost } from '../../../shared/lib/index.ts';
import { createHandlerCompiler } from '../compile/handler-compiler.ts';
import { errorReportOf } from '../error-report.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import { type TrialInput, type Tried, triedMessageSchema, type TryMessage } from '../protocol/trial.ts';
import type { HandlerDiagnostic } from '../types.ts';
import { scrubbedEnvironment } from './scrubbed-environment.ts';

/** For the start of the process and of its workers; the handlers have a time limit of their own. */
const startTimeoutMs = 20_000;

/** A handler of a node to be tried on one event, in one or more versions. */
export interface Trial {
  readonly projectFolder: string;
  readonly nodeId: string;
  readonly kind: TryMessage['kind'];
  readonly publishes: readonly string[];
  readonly topics: readonly PlannedTopic[];
  readonly seed: number;
  /** Seeds `random`: the same event gives the same numbers. */
  readonly eventId: string;
  readonly input: TrialInput;
  /** Path of the handler, and texts by path in place of what is on disk. */
  readonly versions: readonly { readonly handler: string; readonly texts: ReadonlyMap<string, string> }[];
  /** Longest time that one version may take. */
  readonly timeoutMs: number;
}

/** What became of a version. `same`: its code is that of the first version, so it wasn't tried again. */
export type TrialOutcome =
  | ({ readonly type: 'tried' } & Tried)
  | { readonly type: 'same' }
  | { readonly type: 'does-not-compile'; readonly diagnostics: readonly HandlerDiagnostic[] };

/**
 * Tries versions of a handler on an event without touching a cluster: each is compiled and called in a worker of a process of its
 * own, which ends with the trial. Rejects only where that can't be done.
 */
export async function tryHandler(
  trial: Trial,
  { processHost, clock }: { processHost: ProcessHost; clock: Clock },
): Promise<TrialOutcome[]> {
  const compiler = await createHandlerCompiler(trial.projectFolder);
  try {
    const compiled = [];
    for (const { handler, texts } of trial.versions) compiled.push(await compiler.compile(handler, texts));
    const digests = compiled.map((outcome) => (outcome.ok ? outcome.compiled.digest : undefined));
    const isFirst = (index: number): boolean => index === 0 || digests[index] !== digests[0];
    const files = compiled.flatMap((outcome, index) => (outcome.ok && isFirst(index) ? outcome.compiled.codeFile : []));
    const tried = await run({ ...messageOf(trial, clock), codeFiles: files }, trial, processHost, clock);
    return compiled.map((outcome, index): TrialOutcome => {
      if (!outcome.ok) return { type: 'does-not-compile', diagnostics: outcome.diagnostics };
      const result = isFirst(index) ? tried[files.indexOf(outcome.compiled.codeFile)] : undefined;
      return result ? { type: 'tried', ...result } : { type: 'same' };
    });
  } finally {
    await compiler.close();
  }
}

function messageOf(trial: Trial, clock: Clock): Omit<TryMessage, 'codeFiles'> {
  const { projectFolder, nodeId, kind, publishes, topics, seed, eventId, input, timeoutMs } = trial;
  return {
    type: 'try',
    projectFolder,
    nodeId,
    kind,
    publishes: [...publishes],
    topics: [...topics],
    seed,
    eventId,
    timeMs: clock.nowMs(),
    input,
    timeoutMs,
  };
}

/** Owns the process. One that dies, or is silent for too long, has failed the trial of each version. */
async function run(
  message: TryMessage,
  { projectFolder, timeoutMs }: Trial,
  processHost: ProcessHost,
  clock: Clock,
): Promise<readonly Tried[]> {
  if (message.codeFiles.length === 0) return [];
  const link = processHost.start({
    kind: 'handler-host',
    workingDirectory: projectFolder,
    environment: scrubbedEnvironment(process.env),
  });
  const failed = (code: string, text: string): Tried[] =>
    message.codeFiles.map(() => ({
      ok: false,
      durationMs: 0,
      emitted: [],
      logs: [],
      error: errorReportOf(code, text),
    }));
  const limitMs = startTimeoutMs + message.codeFiles.length * (timeoutMs + 1000);
  try {
    return await new Promise<readonly Tried[]>((resolve) => {
      const timer = clock.schedule(limitMs, () =>
        resolve(failed('timed-out', 'The handler could not be ended in time.')),
      );
      link.onMessage((received) => {
        const answer = triedMessageSchema.safeParse(received);
        timer.cancel();
        resolve(answer.success ? answer.data.outcomes : failed('protocol', 'The process gave no answer that is one.'));
      });
      link.onExit(({ standardErrorTail }) => {
        timer.cancel();
        const words = standardErrorTail.trim().split('\n').at(-1);
        resolve(failed('process-ended', words || 'The handler ended its process.'));
      });
      link.post(message);
    });
  } finally {
    link.kill();
  }
}
