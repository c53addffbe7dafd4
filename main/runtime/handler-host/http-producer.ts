import type { Trigger } from '../../../shared/graph/index.ts';
import type { PlannedProducer } from '../plan/plan.ts';
import type { HttpAnswer, HttpEndpoint } from '../triggers/http-servers.ts';
import type { TickOutcome } from '../triggers/trigger.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import { type Reply, ReplyReader } from './reply-reader.ts';
import { correlationIdHeader, replyToHeader } from '../record-headers.ts';

const defaultReplyTimeoutMs = 10_000;

/** How a producer makes ticks, as HTTP needs it. */
interface Ticker {
  nextTickId(): string;
  tick(timeMs: number, payload: unknown, emitHeaders?: Readonly<Record<string, string>>): Promise<TickOutcome>;
}

/**
 * A producer that ticks once a request. It answers 202 with the ids of the events when they are acknowledged; with a reply
 * topic it waits for the record that carries the tick's id as `correlation-id` and answers 200 with its value.
 */
export class HttpProducer {
  private readonly host: HostSurroundings;
  private readonly ticker: Ticker;
  private readonly replyTimeoutMs: number;
  private readonly replies: ReplyReader | undefined;
  private readonly options: Extract<Trigger, { type: 'http' }>;
  private endpoint: HttpEndpoint | undefined;

  constructor(
    producer: PlannedProducer,
    options: Extract<Trigger, { type: 'http' }>,
    ticker: Ticker,
    host: HostSurroundings,
  ) {
    this.host = host;
    this.ticker = ticker;
    this.options = options;
    this.replyTimeoutMs = options.replyTimeoutMs ?? defaultReplyTimeoutMs;
    const topic = producer.replyTopic === undefined ? undefined : host.topics.byName(producer.replyTopic);
    this.replies = topic && new ReplyReader(producer, topic, host);
  }

  /**
   * Listens, after the reply topic is read. Resolves with the port.
   *
   * @param port the one that was listened on before, where the node leaves the choice open.
   */
  async open(port: number | undefined): Promise<number> {
    await this.replies?.start();
    const { path, allowedOrigins = [] } = this.options;
    this.endpoint = {
      port: this.options.port || (port ?? 0),
      path,
      allowedOrigins,
      answer: (payload) => this.answer(payload),
    };
    return await this.host.httpServers.open(this.endpoint);
  }

  async close(): Promise<void> {
    if (this.endpoint) await this.host.httpServers.close(this.endpoint);
    await this.replies?.stop();
  }

  private async answer(payload: unknown): Promise<HttpAnswer> {
    if (!this.replies) return tickAnswer(await this.ticker.tick(this.host.clock.nowMs(), payload));
    const correlationId = this.ticker.nextTickId();
    const waiting = this.replies.expect(correlationId, this.replyTimeoutMs);
    const outcome = await this.ticker.tick(this.host.clock.nowMs(), payload, {
      [replyToHeader]: this.replies.topic.kafkaName,
      [correlationIdHeader]: correlationId,
    });
    if (outcome.type !== 'done' || outcome.eventIds.length === 0) {
      waiting.cancel();
      return tickAnswer(outcome);
    }
    const reply = await waiting.reply;
    return reply ? replyAnswer(reply) : failure(504, `No reply came within ${this.replyTimeoutMs} ms.`);
  }
}

function tickAnswer(outcome: TickOutcome): HttpAnswer {
  switch (outcome.type) {
    case 'done':
      return { status: 202, contentType: 'application/json', body: JSON.stringify({ ids: outcome.eventIds }) };
    case 'failed':
      return failure(500, outcome.error.message);
    case 'not-made':
      return failure(503, 'The producer has stopped.');
  }
}

function replyAnswer({ value, format }: Reply): HttpAnswer {
  const contentType = {
    json: 'application/json',
    text: 'text/plain; charset=utf-8',
    bytes: 'application/octet-stream',
  };
  const empty = format === 'json' ? 'null' : '';
  return { status: 200, contentType: contentType[format], body: value ?? empty };
}

function failure(status: number, error: string): HttpAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify({ error }) };
}
