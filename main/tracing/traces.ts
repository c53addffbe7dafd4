import { Worker } from 'node:worker_threads';
import { Fault } from '../../shared/lib/index.ts';
import type {
  ChangedTraces,
  MessageFromThread,
  MessageToThread,
  StoreCallName,
  StoreCalls,
  StoreStanding,
  ThreadStart,
  TracesFault,
  TracesFaultCode,
} from './messages.ts';

/** In the bundle, which lies flat; from source, as tests run it, Node reads TypeScript itself. */
const threadFile = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './trace-store.js', import.meta.url);

type Answer<Name extends StoreCallName> = ReturnType<StoreCalls[Name]>;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: TracesFault) => void;
}

/**
 * The traces of one project: a TraceStore in a thread of its own, since SQLite is synchronous and neither a write nor a question may hold the engine
 * up. Calls are answered in their order. Whoever opens it closes it; once its thread is gone every call rejects.
 */
export class Traces {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watchers = new Set<(changed: ChangedTraces) => void>();
  #nextId = 0;
  #fault: TracesFault | undefined;
  #closing: Promise<void> | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: MessageFromThread) => this.#receive(message));
    worker.on('error', (error) => this.#end(unavailable(error.message)));
    worker.on('exit', () => this.#end(unavailable('It was closed.')));
  }

  /** Rejects with a Fault: `in-use`, `store-newer`, `traces-unavailable`. */
  static async open(options: ThreadStart): Promise<Traces> {
    const worker = new Worker(threadFile, { name: 'trace-store', workerData: options, argv: [], execArgv: [] });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', (message: MessageFromThread) => {
        if (message.type === 'not-opened') reject(new Fault<TracesFaultCode>(message.code, message.message));
        else resolve();
      });
      worker.once('error', (error) => reject(unavailable(error.message)));
    });
    return new Traces(worker);
  }

  /** Rejects with a Fault. What is told is dealt with when this resolves, and written soon after. */
  call<Name extends StoreCallName>(name: Name, ...parameters: Parameters<StoreCalls[Name]>): Promise<Answer<Name>> {
    return this.#ask((id) => ({ type: 'call', id, name, parameters }), transferableOf(parameters));
  }

  /** How the store stands, after all that waited has been written. */
  standing(): Promise<StoreStanding> {
    return this.#ask((id) => ({ type: 'standing', id }));
  }

  /** Traces as they change, a few times a second, beginning with the newest. @returns ends it */
  watch(watcher: (changed: ChangedTraces) => void): () => void {
    this.#watchers.add(watcher);
    this.#post({ type: 'watch', isWatched: true });
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#post({ type: 'watch', isWatched: false });
    };
  }

  /** Writes what waits. Never rejects; may be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#closeNow();
    return this.#closing;
  }

  async #closeNow(): Promise<void> {
    await this.#ask((id) => ({ type: 'close', id })).catch(() => undefined);
    await this.#worker.terminate();
  }

  #ask<Value>(message: (id: number) => MessageToThread, transfer: ArrayBuffer[] = []): Promise<Value> {
    if (this.#fault) return Promise.reject(this.#fault);
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<Value>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as Value), reject });
      this.#worker.postMessage(message(id), transfer);
    });
  }

  #post(message: MessageToThread): void {
    if (!this.#fault) this.#worker.postMessage(message);
  }

  #receive(message: MessageFromThread): void {
    switch (message.type) {
      case 'changed':
        for (const watcher of this.#watchers) watcher(message);
        return;
      case 'answer':
        this.#waiting.get(message.id)?.resolve(message.value);
        this.#waiting.delete(message.id);
        return;
      case 'failed':
        this.#waiting.get(message.id)?.reject(new Fault<TracesFaultCode>(message.code, message.message));
        this.#waiting.delete(message.id);
        return;
      case 'opened':
      case 'not-opened':
    }
  }

  #end(fault: TracesFault): void {
    this.#fault ??= fault;
    for (const { reject } of this.#waiting.values()) reject(this.#fault);
    this.#waiting.clear();
  }
}

/** Bytes that own their buffer go over without a copy; hops are such. */
function transferableOf(parameters: readonly unknown[]): ArrayBuffer[] {
  return parameters.flatMap((parameter) =>
    parameter instanceof Uint8Array &&
    parameter.buffer instanceof ArrayBuffer &&
    parameter.byteLength === parameter.buffer.byteLength
      ? [parameter.buffer]
      : [],
  );
}

function unavailable(message: string): TracesFault {
  return new Fault('traces-unavailable', `The traces can not be kept: ${message}`);
}
