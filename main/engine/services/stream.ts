import { AsyncIteratorClass } from '@orpc/server';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { asCallError } from './implementation.ts';

/** At most ten frames a second reach a window. */
const leastGapMs = 100;

/** How a source drives its stream. Calls after the stream's end do nothing. */
export interface StreamControl {
  /** Something is there to be taken. Cheap, and may be called as often as anything happens. */
  readonly changed: () => void;
  /** The stream ends, once what there is has been taken; with an error where one is given. */
  readonly end: (error?: unknown) => void;
}

/** The same, where several frames may be due at once: they follow one another without a pause, as one frame does. */
export interface RoundSource<Frame> {
  /** Empty where there is nothing to tell. */
  take(): readonly Frame[];
  close(): void;
}

/** What a stream tells. It gathers between frames, within bounds of its own, and says in the frame what it left out. */
export interface StreamSource<Frame> {
  /** All that has gathered since the last call; undefined where there is nothing to tell. Called only when a reader waits. */
  take(): Frame | undefined;
  /** Lets go of whatever it listens to. Called once. */
  close(): void;
}

interface CommonOptions {
  readonly clock: Clock;
  /** The call's own: the reader has gone. */
  readonly signal: AbortSignal | undefined;
  /** Frames follow one another no faster. Default: 100. */
  readonly gapMs?: number;
}

export interface StreamOptions<Frame> extends CommonOptions {
  /** Called at the first pull, so that a reader who never pulls costs nothing. May call `changed` at once. */
  open(control: StreamControl): StreamSource<Frame>;
}

export interface RoundStreamOptions<Frame> extends CommonOptions {
  open(control: StreamControl): RoundSource<Frame>;
}

/**
 * A push source as the async iterator that a call answers with. The first frame comes as soon as the source has one; after it
 * they are paced. A slow reader makes frames rarer, never queues them: the source gathers meanwhile. The source is closed at
 * the end, when the reader returns, and when the signal aborts, even while a frame is awaited.
 */
export function streamOf<Frame>(options: StreamOptions<Frame>): AsyncIteratorClass<Frame, undefined, undefined> {
  return streamOfRounds<Frame>({
    ...options,
    open: (control) => {
      const source = options.open(control);
      return {
        take: () => {
          const frame = source.take();
          return frame === undefined ? [] : [frame];
        },
        close: () => source.close(),
      };
    },
  });
}

/** The same for a source of several kinds of frames: at most ten rounds a second. */
export function streamOfRounds<Frame>(
  options: RoundStreamOptions<Frame>,
): AsyncIteratorClass<Frame, undefined, undefined> {
  const stream = new PacedStream(options);
  return new AsyncIteratorClass<Frame, undefined, undefined>(
    () => stream.next(),
    async () => stream.close(),
  );
}

class PacedStream<Frame> {
  private readonly options: RoundStreamOptions<Frame>;
  private source: RoundSource<Frame> | undefined;
  private round: Frame[] = [];
  private state: 'new' | 'open' | 'ending' | 'closed' = 'new';
  private failure: unknown;
  private isChanged = false;
  private notBeforeMs = 0;
  private timer: Timer | undefined;
  private wake: (() => void) | undefined;
  private readonly onAbort = (): void => this.close();

  constructor(options: RoundStreamOptions<Frame>) {
    this.options = options;
  }

  async next(): Promise<IteratorResult<Frame, undefined>> {
    if (this.state === 'new') this.start();
    for (;;) {
      if (this.state === 'closed') return { done: true, value: undefined };
      const frame = this.takeWhenDue();
      if (frame !== undefined) return { done: false, value: frame };
      if (this.state === 'ending') {
        this.close();
        if (this.failure !== undefined) throw asCallError(this.failure);
        continue;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.timer?.cancel();
    const { source } = this;
    this.source = undefined;
    this.awaken();
    source?.close();
  }

  private start(): void {
    const { signal } = this.options;
    if (signal?.aborted === true) {
      this.close();
      return;
    }
    signal?.addEventListener('abort', this.onAbort);
    this.state = 'open';
    this.isChanged = true;
    this.source = this.options.open({
      changed: () => {
        if (this.state !== 'open') return;
        this.isChanged = true;
        this.awaken();
      },
      end: (error) => {
        if (this.state !== 'open') return;
        this.failure = error;
        this.state = 'ending';
        this.awaken();
      },
    });
  }

  /** What is left at the end doesn't wait for its turn. */
  private takeWhenDue(): Frame | undefined {
    const next = this.round.shift();
    if (next !== undefined) return next;
    const { clock, gapMs = leastGapMs } = this.options;
    if (this.state === 'open') {
      if (!this.isChanged) return undefined;
      const waitMs = this.notBeforeMs - clock.nowMs();
      if (waitMs > 0) {
        this.timer ??= clock.schedule(waitMs, () => {
          this.timer = undefined;
          this.awaken();
        });
        return undefined;
      }
    }
    this.isChanged = false;
    this.round = [...(this.source?.take() ?? [])];
    if (this.round.length > 0) this.notBeforeMs = clock.nowMs() + gapMs;
    return this.round.shift();
  }

  private awaken(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }
}
