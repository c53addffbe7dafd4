import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../../shared/lib/index.ts';
import {
  type MessageFromThread,
  type MessageToThread,
  storeQuestions,
  type StoreStanding,
  type ThreadStart,
  type TracesFaultCode,
} from './messages.ts';
import { TraceStore } from './trace-store.ts';

/** What comes in is written together, so often. */
const writeIntervalMs = 200;
/** Or sooner, once so many rows wait. */
const mostWaiting = 20_000;
/** Traces told of at a time. */
const mostTold = 200;

/** The thread's side of `Traces`: the store, and when it writes. Ends with its last answer to `close`. */
class StoreThread {
  readonly #store: TraceStore;
  readonly #post: (message: MessageFromThread) => void;
  readonly #changed = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #isWatched = false;
  #isClosed = false;

  constructor(store: TraceStore, post: (message: MessageFromThread) => void) {
    this.#store = store;
    this.#post = post;
    store.onWritten((traces) => {
      if (this.#isWatched) for (const { id } of traces) this.#changed.add(id);
    });
  }

  receive(message: MessageToThread): void {
    if (message.type === 'watch') {
      this.#watch(message.isWatched);
      return;
    }
    const { id } = message;
    try {
      this.#post({ type: 'answer', id, value: this.#answer(message) });
    } catch (error) {
      this.#post({ type: 'failed', id, ...wordsOf(error) });
    }
  }

  #answer(message: Exclude<MessageToThread, { type: 'watch' }>): unknown {
    switch (message.type) {
      case 'close':
        this.#isClosed = true;
        clearTimeout(this.#timer);
        this.#store.close(Date.now());
        return undefined;
      case 'standing':
        this.#write();
        return this.#standing();
      case 'call': {
        const { name, parameters } = message;
        // What is asked of is to have all that was told before.
        if (isQuestion.has(name)) this.#write();
        // Names and parameters stand in one type, `StoreCalls`; only the proxy beside this file sends them.
        const value: unknown = Reflect.apply(this.#store[name], this.#store, parameters);
        if (this.#store.waiting >= mostWaiting) this.#write();
        else this.#timer ??= setTimeout(() => this.#write(), writeIntervalMs);
        return value;
      }
    }
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const isFreeing = this.#store.write(Date.now());
    this.#tellChanged();
    // What may wait for others, and room that is to be made, have their turn soon.
    if (isFreeing) this.#timer ??= setTimeout(() => !this.#isClosed && this.#write(), 0);
  }

  #watch(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#changed.clear();
    if (!isWatched) return;
    for (const { id } of this.#store.newestTraces(mostTold)) this.#changed.add(id);
    this.#tellChanged();
  }

  #tellChanged(): void {
    if (this.#changed.size === 0) return;
    const ids = [...this.#changed].sort((one, other) => other - one);
    this.#changed.clear();
    const told = ids.slice(0, mostTold).map((id) => ({ id }));
    this.#post({
      type: 'changed',
      traces: this.#store.summaries(told),
      dropped: ids.length - told.length,
      ...this.#store.intake,
    });
  }

  #standing(): StoreStanding {
    const { driver, bytes, intake } = this.#store;
    return { driver, bytes, ...intake };
  }
}

const known = ['in-use', 'store-newer', 'run-unreadable'] as const satisfies TracesFaultCode[];

const isQuestion: ReadonlySet<string> = new Set(storeQuestions);

function wordsOf(error: unknown): { code: TracesFaultCode; message: string } {
  const code = known.find((each) => error instanceof Fault && error.code === each) ?? 'store-failed';
  return { code, message: error instanceof Error ? error.message : String(error) };
}

const port = parentPort;
if (port) {
  const post = (message: MessageFromThread): void => port.postMessage(message);
  try {
    const thread = new StoreThread(await TraceStore.open(workerData as ThreadStart), post);
    port.on('message', (message: MessageToThread) => {
      thread.receive(message);
      if (message.type === 'close') port.close();
    });
    post({ type: 'opened' });
  } catch (error) {
    post({ type: 'not-opened', ...wordsOf(error) });
  }
}
