import type { Socket } from 'node:net';
import { FrameSplitter } from '../../wire/index.ts';
import type { Session } from '../security/session.ts';

/** What a request leads to. */
export type Outcome =
  | { type: 'response'; pieces: readonly Uint8Array[] }
  /** The connection is closed once this is sent. */
  | { type: 'last-response'; pieces: readonly Uint8Array[]; reason: string }
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
  readonly session: Session;
}

/** Answers one frame (without its length). Never throws: what goes wrong is an outcome. */
export type AnswerFrame = (frame: Uint8Array, peer: Peer) => Outcome | Promise<Outcome>;

export interface ConnectionOptions {
  answer: AnswerFrame;
  session: Session;
  /** The largest frame; `socket.request.max.bytes`. */
  maxFrameBytes: number;
  onClose: (reason: string | undefined) => void;
}

/** Requests that wait for their turn before the socket is no longer read. */
const mostQueuedFrames = 64;
/** The same for a client that isn't authenticated yet; no client sends ahead then. */
const mostUnauthenticatedFrames = 2;
/** The largest frame of a client that isn't authenticated yet; `sasl.server.max.receive.size`. */
const maxUnauthenticatedBytes = 524_288;
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
  #isEnding = false;
  #closeReason: string | undefined;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#splitter = new FrameSplitter(options.maxFrameBytes);
    const { session } = options;
    this.#peer = { host: `/${socket.remoteAddress ?? ''}`, gone: this.#gone.signal, session };
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
    const { session, maxFrameBytes } = this.#options;
    try {
      this.#splitter.maxFrameBytes = session.isAuthenticated ? maxFrameBytes : maxUnauthenticatedBytes;
      for (const frame of this.#splitter.push(chunk)) this.#queue.push(frame);
    } catch (error) {
      return this.close(error instanceof Error ? error.message : String(error));
    }
    const mostFrames = session.isAuthenticated ? mostQueuedFrames : mostUnauthenticatedFrames;
    if (this.#queue.length > mostFrames) this.#socket.pause();
    return this.#answerQueued();
  }

  #answerQueued(): void {
    while (!this.#isAnswering && !this.#isOver && this.#socket.writableLength < mostUnsentBytes) {
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

  /** Nothing that comes is answered any more. */
  get #isOver(): boolean {
    return this.#socket.destroyed || this.#isEnding;
  }

  #finish(outcome: Outcome): void {
    if (this.#isOver) return undefined;
    if (outcome.type === 'close') return this.close(outcome.reason);
    if (outcome.type === 'silence') return undefined;
    this.#write(outcome.pieces);
    if (outcome.type === 'response') return undefined;
    this.#isEnding = true;
    this.#queue.length = 0;
    this.#closeReason ??= outcome.reason;
    return this.#socket.destroySoon();
  }

  #write(pieces: readonly Uint8Array[]): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      setImmediate(() => {
        this.#isCorked = false;
        this.#socket.uncork();
      });
    }
    for (const piece of pieces) this.#socket.write(piece);
  }
}
