import { fileURLToPath } from 'node:url';
import { MessageChannelMain, type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron';
import type { EngineProcessState } from '../../../shared/contract/index.ts';
import type { ProcessExit } from '../../../shared/lib/index.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { exitOf, type LaunchedProcess, launchProcess } from './launch-process.ts';
import type { EngineSettings, MessageFromEngine, MessageToEngine } from './messages.ts';

/** An engine that doesn't end in good order in this time is ended. */
const stopLimitMs = 10_000;

/** What the processes of an engine that has gone may take to end by themselves. */
const graceMs = 2_000;

export interface EngineProcessOptions {
  /** Folder of the bundles. */
  readonly outFolder: URL;
  readonly settings: Omit<EngineSettings, 'keepsSecrets'>;
  readonly keychain: Keychain | undefined;
  /** Given what the engine's process writes to its standard error. */
  readonly log: (text: string) => void;
  readonly onState: (state: EngineProcessState) => void;
}

/**
 * The engine's utility process, and the processes that it has asked for: all of them are ended with it. See ../README.md
 * for its states.
 */
export class EngineProcess {
  private readonly options: EngineProcessOptions;
  private child: UtilityProcess | undefined;
  private readonly launched = new Map<number, LaunchedProcess>();
  private isStopping = false;
  private current: EngineProcessState = { state: 'lost', explanation: 'The engine has not been started.' };

  constructor(options: EngineProcessOptions) {
    this.options = options;
  }

  get state(): EngineProcessState {
    return this.current;
  }

  /** Does nothing while it runs. */
  start(): void {
    if (this.child || this.isStopping) return;
    const { outFolder, settings, keychain } = this.options;
    const child = utilityProcess.fork(fileURLToPath(new URL('electron/engine.js', outFolder)), [], {
      serviceName: 'Topicraft engine',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      this.options.log(chunk.toString('utf8'));
    });
    child.on('message', (message: MessageFromEngine) => void this.answer(child, message));
    void exitOf(child).then((exit) => this.ended(exit));
    this.tell(child, { type: 'start', settings: { ...settings, keepsSecrets: keychain !== undefined } });
    this.become({ state: 'running' });
  }

  /** A page's end of a new port; undefined while the engine is lost. */
  connect(): MessagePortMain | undefined {
    if (!this.child) return undefined;
    const { port1, port2 } = new MessageChannelMain();
    this.tell(this.child, { type: 'page' }, port1);
    return port2;
  }

  /** Closes projects and ends what runs, in good order. Resolves when the process has gone. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.tell(child, { type: 'stop' });
    const limit = setTimeout(() => child.pid !== undefined && process.kill(child.pid, 'SIGKILL'), stopLimitMs);
    await gone;
    clearTimeout(limit);
  }

  private tell(child: UtilityProcess, message: MessageToEngine, port?: MessagePortMain): void {
    child.postMessage(message, port ? [port] : []);
  }

  private async answer(child: UtilityProcess, message: MessageFromEngine): Promise<void> {
    switch (message.type) {
      case 'start-process':
        this.launch(child, message);
        return;
      case 'kill-process':
        this.launched.get(message.id)?.kill();
        return;
      case 'secret':
        this.tell(child, { type: 'secret', id: message.id, ...(await this.secret(message)) });
    }
  }

  private launch(child: UtilityProcess, { id, start }: MessageFromEngine & { type: 'start-process' }): void {
    const launched = launchProcess(this.options.outFolder, start);
    this.launched.set(id, launched);
    this.tell(child, { type: 'process-started', id }, launched.port);
    launched.onRunning((pid) => this.child === child && this.tell(child, { type: 'process-running', id, pid }));
    launched.onExit((exit) => {
      if (this.child !== child) return;
      this.launched.delete(id);
      this.tell(child, { type: 'process-ended', id, exit });
    });
  }

  private async secret({
    operation,
    text,
  }: MessageFromEngine & { type: 'secret' }): Promise<{ text: string | undefined; problem: string }> {
    try {
      return { text: await this.options.keychain?.[operation](text), problem: 'There is no keychain.' };
    } catch (error) {
      return { text: undefined, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  private ended({ code, standardErrorTail }: ProcessExit): void {
    this.child = undefined;
    // They see that nobody is there any more, and the broker closes its log.
    for (const launched of this.launched.values()) setTimeout(() => launched.kill(), graceMs).unref();
    this.launched.clear();
    if (this.isStopping) return;
    const [lastLine] = standardErrorTail.trim().split('\n').slice(-1);
    const words = lastLine ? ` It said: ${lastLine}` : '';
    this.become({ state: 'lost', explanation: `The engine's process ended with code ${code ?? 'unknown'}.${words}` });
  }

  private become(state: EngineProcessState): void {
    this.current = state;
    this.options.onState(state);
  }
}
