import type { Socket } from 'node:net';
import { FrameSplitter } from '../../wire/index.ts';

/** What a request leads to. */
export type Outcome =
  | { type: 'response'; pieces: readonly Uint8Array[] }
  /** Nothing is sent, as Kafka does for Produce with acks=0. */
  | { type: 'silence' }
  /** The connection is closed, as Kafka does with what it can't answer. */
  | { type: 'close'; reason: string };

/** Who sent a request. */
export interface Peer {
  /** As Kafka writes it: a slash and the address. */
  readonly host: string;
  /** Aborted once the connection is gone: nobody then waits for an answer. */
  readonly gone: AbortSignal;
}

/** Answers one frame (without its length). Never throws: what goes wrong is an outcome. */
export type AnswerFrame = (frame: Uint8Array, peer: Peer) => Outcome | Promise<Outcome>;

export interface ConnectionOptions {
  answer: AnswerFrame;
  /** The largest frame; `socket.request.max.bytes`. */
  maxFrameBytes: number;
  onClose: (reason: string | undefined) => void;
}

/** Requests that wait for their turn before the socket is no longer read. */
const mostQueuedFrames = 64;
/** Unsent bytes above which no further request is begun. */
const mostUnsentBytes = 4 * 1024 * 1024;

/**
 * One client. Its requests are answered one after the other, as in Kafka, so that responses keep their order; several
 * responses of one turn of the event loop leave in one write. The socket is owned here: it is paused while too much is queued or
 * unsent, and destroyed when the client sends what is no frame.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #splitter: FrameSplitter;
  readonly #queue: Uint8Array[] = [];
  readonly #gone = new AbortController();
  readonly #peer: Peer;
  #isAnswering = false;
  #isCorked = false;
  #closeReason: string | undefined;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#splitter = new FrameSplitter(options.maxFrameBytes);
    this.#peer = { host: `/${socket.remoteAddress ?? ''}`, gone: this.#gone.signal };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#answerQueued());
    // A reset by the client is how many clients leave; the close that follows is all that matters.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#gone.abort();
      this.#queue.length = 0;
      options.onClose(this.#closeReason);
    });
  }

  close(reason?: string): void {
    this.#closeReason ??= reason;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#splitter.push(chunk)) this.#queue.push(frame);
    } catch (error) {
      return this.close(error instanceof Error ? error.message : String(error));
    }
    if (this.#queue.length > mostQueuedFrames) this.#socket.pause();
    return this.#answerQueued();
  }

  #answerQueued(): void {
    while (!this.#isAnswering && !this.#socket.destroyed && this.#socket.writableLength < mostUnsentBytes) {
      const frame = this.#queue.shift();
      if (!frame) {
        if (this.#socket.isPaused()) this.#socket.resume();
        return;
      }
      const outcome = this.#options.answer(frame, this.#peer);
      if (outcome instanceof Promise) {
        this.#isAnswering = true;
        void outcome.then((settled) => {
          this.#isAnswering = false;
          this.#finish(settled);
          this.#answerQueued();
        });
      } else {
        this.#finish(outcome);
      }
    }
  }

  #finish(outcome: Outcome): void {
    if (this.#socket.destroyed) return;
    if (outcome.type === 'close') return this.close(outcome.reason);
    if (outcome.type === 'silence') return;
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      setImmediate(() => {
        this.#isCorked = false;
        this.#socket.uncork();
      });
    }
    for (const piece of outcome.pieces) this.#socket.write(piece);
  }
}
