import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace-node';

/**
 * Ids of spans that stand in records' headers are derived from events and not drawn: whoever starts such a span pins its ids
 * first. Starting a span is synchronous, so nothing comes between.
 */
export class PinnedIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #traceId: string | undefined;
  #spanId: string | undefined;

  /** The span that `start` starts gets these ids; where it has a parent, its trace's id is the parent's. */
  pin<Started>(ids: { traceId?: string; spanId?: string }, start: () => Started): Started {
    this.#traceId = ids.traceId;
    this.#spanId = ids.spanId;
    try {
      return start();
    } finally {
      this.#traceId = undefined;
      this.#spanId = undefined;
    }
  }

  generateTraceId(): string {
    return this.#traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#spanId ?? this.#random.generateSpanId();
  }
}
