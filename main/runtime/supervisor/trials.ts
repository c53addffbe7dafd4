import { type Clock, Fault, type ProcessHost, type ProcessLink, type Timer } from '../../../shared/lib/index.ts';
import { createHandlerCompiler, type HandlerCompiler } from '../compile/handler-compiler.ts';
import { errorReportOf } from '../error-report.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import { type Tried, triedMessageSchema, type TrialInput, type TryMessage } from '../protocol/trial.ts';
import type { HandlerDiagnostic } from '../types.ts';
import { scrubbedEnvironment } from './scrubbed-environment.ts';

/** For the start of the process and of its workers; the handlers have a time limit of their own. */
const startTimeoutMs = 20_000;

/** A handler of a node to be tried on an event, or on a batch of them, in one or more versions. */
export interface Trial {
  readonly nodeId: string;
  readonly kind: TryMessage['kind'];
  readonly publishes: readonly string[];
  readonly topics: readonly PlannedTopic[];
  /** With the id of the first event it seeds `random`. */
  readonly seed: number;
  /** 1 on the first try. */
  readonly attempt: number;
  /** What the clock reads; absent: the time of day. */
  readonly clockMs?: readonly number[] | undefined;
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

export interface TrialsOptions {
  readonly projectFolder: string;
  readonly processHost: ProcessHost;
  readonly clock: Clock;
  /** How long the process and the compiler are kept after the last trial, for the next one; for good by default. */
  readonly idleMs?: number | undefined;
}

/**
 * Tries handlers of a project without touching a cluster: each version is compiled and called in a worker of its own, in a process that
 * all trials share, one at a time. Owns that process, the compiler and the timer that ends both. Whoever makes it closes it.
 */
export class Trials {
  readonly #options: TrialsOptions;
  #compiler: Promise<HandlerCompiler> | undefined;
  #process: TrialProcess | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #idle: Timer | undefined;
  #isClosed = false;

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  /** Has the process and the compiler there, so that the next trial takes no longer than its handler does. */
  warm(): void {
    if (this.#isClosed) return;
    this.#running();
    this.#compiler ??= createHandlerCompiler(this.#options.projectFolder);
    // Why it can't be made the next trial tells.
    const compiler = this.#compiler;
    compiler.catch(() => {
      if (this.#compiler === compiler) this.#compiler = undefined;
    });
    if (this.#waiting === 0) this.#waitIdly();
  }

  /** The outcomes of the versions, in their order. Rejects only where nothing can be tried at all. */
  async try(trial: Trial): Promise<TrialOutcome[]> {
    this.#waiting += 1;
    this.#idle?.cancel();
    const turn = this.#turn.then(() => this.#tryNow(trial));
    this.#turn = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#waitIdly();
    }
  }

  /** Ends the process, whatever is tried in it. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    this.#idle?.cancel();
    this.#process?.end();
    this.#process = undefined;
    const compiler = this.#compiler;
    this.#compiler = undefined;
    await (await compiler)?.close();
  }

  #waitIdly(): void {
    const { clock, idleMs } = this.#options;
    this.#idle?.cancel();
    if (this.#isClosed) return;
    if (idleMs !== undefined) this.#idle = clock.schedule(idleMs, () => void this.#letGo());
  }

  #running(): TrialProcess {
    if (!this.#process?.isAlive) this.#process = new TrialProcess(this.#options);
    return this.#process;
  }

  async #tryNow(trial: Trial): Promise<TrialOutcome[]> {
    // What waited for its turn while trust was taken back, or the project was closed, is not begun.
    if (this.#isClosed) throw new Fault('trials-closed', 'The project was closed, or is not trusted any more.');
    const process = this.#running();
    const compiler = await (this.#compiler ??= createHandlerCompiler(this.#options.projectFolder));
    const compiled = await Promise.all(trial.versions.map(({ handler, texts }) => compiler.compile(handler, texts)));
    const digests = compiled.map((outcome) => (outcome.ok ? outcome.compiled.digest : undefined));
    const isFirst = (index: number): boolean => index === 0 || digests[index] !== digests[0];
    const files = compiled.flatMap((outcome, index) => (outcome.ok && isFirst(index) ? outcome.compiled.codeFile : []));
    const tried =
      files.length === 0
        ? []
        : await process.try(messageOf(trial, this.#options.projectFolder, files), trial.timeoutMs);
    return compiled.map((outcome, index): TrialOutcome => {
      if (!outcome.ok) return { type: 'does-not-compile', diagnostics: outcome.diagnostics };
      const result = isFirst(index) ? tried[files.indexOf(outcome.compiled.codeFile)] : undefined;
      return result ? { type: 'tried', ...result } : { type: 'same' };
    });
  }
}

/** Tries versions of a handler on an event in a process that ends with it; see `Trials`. */
export async function tryHandler(trial: Trial, options: Omit<TrialsOptions, 'idleMs'>): Promise<TrialOutcome[]> {
  const trials = new Trials(options);
  try {
    return await trials.try(trial);
  } finally {
    await trials.close();
  }
}

function messageOf(
  { nodeId, kind, publishes, topics, seed, attempt, clockMs, input, timeoutMs }: Trial,
  projectFolder: string,
  codeFiles: readonly string[],
): TryMessage {
  return {
    type: 'try',
    projectFolder,
    nodeId,
    kind,
    publishes: [...publishes],
    topics: [...topics],
    seed,
    attempt,
    ...(clockMs && { clockMs: [...clockMs] }),
    input,
    codeFiles: [...codeFiles],
    timeoutMs,
  };
}

/** The process. One that dies, or is silent for too long, has failed the trial of each version, and is not used again. */
class TrialProcess {
  readonly #link: ProcessLink;
  readonly #clock: Clock;
  #isAlive = true;
  #lastWords: string | undefined;
  #answer: (outcomes: readonly Tried[] | 'ended') => void = () => undefined;

  constructor({ projectFolder, processHost, clock }: TrialsOptions) {
    this.#clock = clock;
    this.#link = processHost.start({
      kind: 'handler-host',
      workingDirectory: projectFolder,
      environment: scrubbedEnvironment(process.env),
    });
    this.#link.onMessage((received) => {
      const answer = triedMessageSchema.safeParse(received);
      if (answer.success) {
        this.#answer(answer.data.outcomes);
        return;
      }
      this.#lastWords = 'The process gave no answer that is one.';
      this.end();
    });
    this.#link.onExit(({ standardErrorTail }) => {
      this.#lastWords ??= standardErrorTail.trim().split('\n').at(-1);
      this.#isAlive = false;
      this.#answer('ended');
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  async try(message: TryMessage, timeoutMs: number): Promise<readonly Tried[]> {
    const failed = (code: string, text: string): Tried[] =>
      message.codeFiles.map(() => ({
        ok: false,
        durationMs: 0,
        emitted: [],
        logs: [],
        error: errorReportOf(code, text),
      }));
    const ended = (): Tried[] => failed('process-ended', this.#lastWords || 'The handler ended its process.');
    if (!this.#isAlive) return ended();
    const limitMs = startTimeoutMs + message.codeFiles.length * (timeoutMs + 1000);
    return await new Promise<readonly Tried[]>((resolve) => {
      const timer = this.#clock.schedule(limitMs, () => {
        resolve(failed('timed-out', 'The handler could not be ended in time.'));
        this.end();
      });
      this.#answer = (outcomes) => {
        timer.cancel();
        resolve(outcomes === 'ended' ? ended() : outcomes);
      };
      this.#link.post(message);
    });
  }

  end(): void {
    this.#isAlive = false;
    this.#link.kill();
    this.#answer('ended');
  }
}
