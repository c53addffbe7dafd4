import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { Life, LifeAttempt, TraceSummary, TracingOverview } from '../../../shared/contract/index.ts';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { type LifeSpan, lifeSpans, type Traces } from '../../tracing/index.ts';
import { type PostOutcome, postSpans, problemOf } from './post-spans.ts';

/** So often it looks for traces that are at rest. */
const roundMs = 1000;
/** A trace is sent once nothing has become of it for so long. */
const quietMs = 2000;
/** Traces that wait to be at rest; of further ones what can be sent is sent at the end of the run. */
const mostWaiting = 20_000;
/** Traces a round, and spans a request. */
const mostTraces = 200;
const mostSpans = 1000;
/** Of one life. */
const mostEvents = 20_000;
/** Traces whose sent spans are remembered, in case that they go on. */
const rememberedTraces = 5000;
/** Pauses grow by half, as those of OpenTelemetry's own exporters do. */
const firstPauseMs = 1000;
const longestPauseMs = 5000;
const longestAskedPauseMs = 60_000;
/** How long the end of a run waits for the rest to be sent. */
const endTimeoutMs = 15_000;

type Otlp = NonNullable<TracingOverview['otlp']>;

export interface OtlpExportOptions {
  readonly endpoint: string;
  readonly traces: Pick<Traces, 'call' | 'watch'>;
  readonly session: number;
  readonly clock: Clock;
  /** Name of the service that a node, by its id, belongs to. */
  readonly serviceOf: (node: string) => string | undefined;
}

/**
 * Sends the spans of one run to a collector, as OTLP over HTTP in protobuf: of each trace that has come to rest, and again what has come to it since.
 * What the collector doesn't take for the moment is sent again, later and later, and nothing new before that: what waits meanwhile is bounded, as
 * it stays in the store. Owns the timer of the next round. Never fails or holds up what it tells of: what goes wrong stands in `standing`.
 */
export class OtlpExport {
  readonly standing: Otlp;
  readonly #options: OtlpExportOptions;
  readonly #waiting = new Map<string, TraceSummary>();
  /** Ids of spans by trace. */
  readonly #sent = new Map<string, Set<string>>();
  readonly #unwatch: () => void;
  #after = 0;
  /** What was not taken for the moment. */
  #unsent: readonly LifeSpan[] = [];
  #pauseMs = 0;
  /** Whether the collector, which takes nothing, says so. */
  #answered = false;
  #timer: Timer | undefined;
  #round: Promise<void> = Promise.resolve();
  /** The collector is waited for no longer. */
  readonly #ended = new AbortController();
  #isEnding = false;

  constructor(options: OtlpExportOptions) {
    this.#options = options;
    this.standing = { endpoint: options.endpoint, sentSpans: 0, lostSpans: 0 };
    // New ones are read in their order; this tells of those that go on after they were sent.
    this.#unwatch = options.traces.watch(({ traces }) => {
      for (const trace of traces) {
        const isKnown = this.#waiting.has(trace.traceId) || this.#sent.has(trace.traceId);
        if (trace.session === options.session && isKnown) this.#waiting.set(trace.traceId, trace);
      }
    });
    this.#later();
  }

  /** Sends what is left. Never rejects. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#timer?.cancel();
    this.#unwatch();
    const { clock } = this.#options;
    // One that hasn't answered before keeps nobody waiting now; one that has is asked once more.
    if (this.standing.problem !== undefined && !this.#answered) this.#ended.abort();
    const limit = clock.schedule(endTimeoutMs, () => this.#ended.abort());
    await this.#round;
    let goesOn = !this.#ended.signal.aborted;
    while (goesOn) {
      const found = await this.#sendRested(Infinity).catch((error: unknown) => this.#failed(error));
      goesOn = found && this.standing.problem === undefined && !this.#ended.signal.aborted;
    }
    limit.cancel();
    this.standing.lostSpans += this.#unsent.length;
    for (const { records, attempts } of this.#waiting.values()) this.standing.lostSpans += records + attempts;
  }

  #later(): void {
    this.#timer = this.#options.clock.schedule(Math.max(roundMs, this.#pauseMs), () => {
      this.#round = this.#sendRested(this.#options.clock.nowMs() - quietMs)
        .catch((error: unknown) => this.#failed(error))
        .then(() => {
          if (!this.#isEnding) this.#later();
        });
    });
  }

  /** @returns whether there was anything to send */
  async #sendRested(beforeMs: number): Promise<boolean> {
    const { traces, session } = this.#options;
    if (this.#unsent.length > 0) {
      await this.#send(this.#unsent);
      if (this.#unsent.length > 0) return true;
    }
    if (this.#waiting.size < mostWaiting) {
      const begun = await traces.call('tracesAfter', session, this.#after, 1000);
      for (const { number, trace } of begun) {
        this.#after = number;
        this.#waiting.set(trace.traceId, trace);
      }
    }
    const rested = [...this.#waiting.values()].filter(({ lastMs }) => lastMs < beforeMs).slice(0, mostTraces);
    let spans: LifeSpan[] = [];
    for (const trace of rested) {
      this.#waiting.delete(trace.traceId);
      spans.push(...(await this.#spansOf(trace)));
      if (spans.length >= mostSpans) {
        await this.#send(spans);
        spans = [];
        // The rest goes on waiting.
        if (this.standing.problem !== undefined || this.#ended.signal.aborted) return true;
      }
    }
    await this.#send(spans);
    return rested.length > 0;
  }

  /** Those that are over and have not been sent. */
  async #spansOf({ traceId, root }: TraceSummary): Promise<LifeSpan[]> {
    if (!root) return [];
    const { traces } = this.#options;
    const of = { type: 'event', eventId: root.eventId, topic: root.topic.id ?? root.topic.name } as const;
    const life = await traces.call('life', of, 'whole', mostEvents);
    if (!life) return [];
    const others = await this.#batchesOf(life);
    const sent = this.#sent.get(traceId) ?? new Set<string>();
    const spans = lifeSpans(life, ({ attempt }) => others.get(attempt) ?? []).filter(({ spanId }) => !sent.has(spanId));
    for (const { spanId } of spans) sent.add(spanId);
    this.#sent.delete(traceId);
    this.#sent.set(traceId, sent);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > rememberedTraces && oldest !== undefined) this.#sent.delete(oldest);
    return spans;
  }

  /** The other records of each batch in a life, by attempt. */
  async #batchesOf(life: Life): Promise<Map<string, { eventId: string; traceId: string }[]>> {
    const found = new Map<string, { eventId: string; traceId: string }[]>();
    for (const event of life.events) {
      for (const { attempt, partition, offset } of event.attempts.filter(
        ({ callRecords }: LifeAttempt) => callRecords > 1,
      )) {
        const call = await this.#options.traces.call('callOf', attempt);
        const isOwn = (record: { topic: { name: string }; partition: number; offset: string }): boolean =>
          record.topic.name === event.topic.name && record.partition === partition && record.offset === offset;
        const others = (call?.records ?? []).filter((record) => !isOwn(record));
        found.set(
          attempt,
          others.map(({ eventId, traceId }) => ({ eventId, traceId })),
        );
      }
    }
    return found;
  }

  async #send(spans: readonly LifeSpan[]): Promise<void> {
    if (spans.length === 0) return;
    const body = ProtobufTraceSerializer.serializeRequest(spans.map((span) => readable(span, this.#serviceOf(span))));
    const { endpoint, clock } = this.#options;
    this.#took(
      spans,
      body
        ? await postSpans(endpoint, new Uint8Array(body), this.#ended.signal, clock.nowMs())
        : { type: 'lost', problem: 'The spans could not be written.' },
    );
  }

  #took(spans: readonly LifeSpan[], outcome: PostOutcome): void {
    this.#unsent = outcome.type === 'later' ? spans : [];
    this.#answered = outcome.type !== 'later' || outcome.answered;
    if (outcome.type === 'later') {
      const grown = Math.min(longestPauseMs, Math.max(firstPauseMs, this.#pauseMs * 1.5));
      this.#pauseMs = Math.min(longestAskedPauseMs, outcome.afterMs ?? grown);
    } else this.#pauseMs = 0;
    if (outcome.type === 'taken') {
      this.standing.sentSpans += spans.length;
      delete this.standing.problem;
      return;
    }
    if (outcome.type === 'lost') this.standing.lostSpans += spans.length;
    this.#failed(outcome.problem);
  }

  #serviceOf({ node }: LifeSpan): string {
    const service = node?.id === undefined ? undefined : this.#options.serviceOf(node.id);
    return service ?? node?.name ?? 'outside';
  }

  #failed(error: unknown): false {
    this.standing.problem = `Spans can’t be sent to ${this.standing.endpoint}: ${problemOf(error)}`;
    return false;
  }
}

function readable(span: LifeSpan, service: string): ReadableSpan {
  const { traceId, spanId, parentSpanId, name, kind, startMs, endMs, error, attributes, links } = span;
  const context = (id: string, trace = traceId) => ({ traceId: trace, spanId: id, traceFlags: 1 });
  return {
    name,
    kind: kind === 'producer' ? SpanKind.PRODUCER : SpanKind.CONSUMER,
    spanContext: () => context(spanId),
    ...(parentSpanId !== undefined && { parentSpanContext: context(parentSpanId) }),
    startTime: timeOf(startMs),
    endTime: timeOf(Math.max(startMs, endMs)),
    duration: timeOf(Math.max(0, endMs - startMs)),
    ended: true,
    status: error ? { code: SpanStatusCode.ERROR, message: error.message } : { code: SpanStatusCode.UNSET },
    attributes: { ...attributes, ...(error && { 'error.type': error.type }) },
    links: links.map((link) => ({ context: context(link.spanId, link.traceId) })),
    events: error
      ? [
          {
            name: 'exception',
            time: timeOf(endMs),
            attributes: {
              'exception.type': error.type,
              'exception.message': error.message,
              ...(error.stack !== undefined && { 'exception.stacktrace': error.stack }),
            },
          },
        ]
      : [],
    resource: resourceFromAttributes({ 'service.name': service }),
    instrumentationScope: { name: 'topicraft' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function timeOf(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
