import { context, type Context, type Link, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { traceparentOf } from '../../../../shared/lib/index.ts';
import type { CallOutcome, CallRequest } from '../../handler-host/call.ts';
import type { EventOrigin } from '../../handler-host/event-origin.ts';
import type { PlannedNode } from '../../plan/plan.ts';
import type { Environment } from '../settings.ts';
import { PinnedIds } from './pinned-ids.ts';

/** Spans of handlers' calls and of what they send, by OpenTelemetry's messaging conventions. */
export interface Tracing {
  /** `process` of events, or a tick. The span's parent is the sending of the event, as its `traceparent` names it. */
  ofCall(node: PlannedNode, request: CallRequest, run: () => Promise<CallOutcome>): Promise<CallOutcome>;
  /** `send` of one record. The span's id is the one that the record's `traceparent` gets. */
  ofSend<Sent>(
    node: PlannedNode,
    topic: string,
    cause: EventOrigin,
    eventId: string,
    send: () => Promise<Sent>,
  ): Promise<Sent>;
  /** Sends what waits; never rejects. */
  shutDown(): Promise<void>;
}

/** Nothing is traced. */
export const noTracing: Tracing = {
  ofCall: (_node, _request, run) => run(),
  ofSend: (_node, _topic, _cause, _eventId, send) => send(),
  shutDown: () => Promise.resolve(),
};

/**
 * Traces where OpenTelemetry's own variables ask for it: OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
 * without OTEL_SDK_DISABLED=true. OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and the others are read by OpenTelemetry itself.
 */
export function createTracing(serviceId: string, environment: Environment): Tracing {
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!endpoint || environment['OTEL_SDK_DISABLED'] === 'true') return noTracing;
  const ids = new PinnedIds();
  const provider = new NodeTracerProvider({
    idGenerator: ids,
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': environment['OTEL_SERVICE_NAME'] || serviceId }),
    ),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return new OpenTelemetryTracing(provider, ids);
}

class OpenTelemetryTracing implements Tracing {
  readonly #provider: NodeTracerProvider;
  readonly #ids: PinnedIds;

  constructor(provider: NodeTracerProvider, ids: PinnedIds) {
    this.#provider = provider;
    this.#ids = ids;
  }

  async ofCall(node: PlannedNode, request: CallRequest, run: () => Promise<CallOutcome>): Promise<CallOutcome> {
    const [first, ...others] = request.origins;
    const isTick = request.input.type === 'tick';
    const topic = request.input.type === 'records' ? request.input.records[0]?.topic : undefined;
    const parent = first && !isTick ? withSending(first) : context.active();
    const span = this.#ids.pin(first ? { traceId: first.traceId } : {}, () =>
      this.#tracer().startSpan(
        isTick ? `tick ${node.name}` : `process ${topic ?? ''}`,
        {
          kind: isTick ? SpanKind.INTERNAL : SpanKind.CONSUMER,
          links: others.flatMap(linkTo),
          root: isTick,
          attributes: {
            'topicraft.node': node.name,
            'topicraft.attempt': request.attempt,
            ...(topic !== undefined && messaging(topic, 'process')),
            ...(node.kind === 'consumer' && { 'messaging.consumer.group.name': node.group }),
            ...(request.origins.length > 1 && { 'messaging.batch.message_count': request.origins.length }),
            ...(first && { 'messaging.message.id': first.id }),
          },
        },
        parent,
      ),
    );
    const outcome = await context.with(trace.setSpan(parent, span), run);
    if (outcome.type !== 'done') fail(span, outcome.type === 'refused' ? 'refused' : outcome.error.message);
    span.end();
    return outcome;
  }

  async ofSend<Sent>(
    node: PlannedNode,
    topic: string,
    cause: EventOrigin,
    eventId: string,
    send: () => Promise<Sent>,
  ): Promise<Sent> {
    const { spanId = '' } = spanOf({ id: eventId, traceId: cause.traceId }) ?? {};
    const span = this.#ids.pin({ traceId: cause.traceId, spanId }, () =>
      this.#tracer().startSpan(`send ${topic}`, {
        kind: SpanKind.PRODUCER,
        attributes: { 'topicraft.node': node.name, 'messaging.message.id': eventId, ...messaging(topic, 'send') },
      }),
    );
    try {
      return await send();
    } catch (error) {
      fail(span, String(error));
      throw error;
    } finally {
      span.end();
    }
  }

  async shutDown(): Promise<void> {
    // A collector that is away must not keep the service from ending.
    await this.#provider.shutdown().catch(() => undefined);
  }

  #tracer(): ReturnType<NodeTracerProvider['getTracer']> {
    return this.#provider.getTracer('topicraft');
  }
}

function messaging(topic: string, operation: 'process' | 'send'): Record<string, string> {
  return {
    'messaging.system': 'kafka',
    'messaging.destination.name': topic,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}

function fail(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** The context whose span is the sending of this event. */
function withSending(origin: EventOrigin): Context {
  const span = spanOf(origin);
  if (!span) return context.active();
  return trace.setSpanContext(context.active(), { ...span, traceFlags: 1, isRemote: true });
}

function linkTo(origin: EventOrigin): Link[] {
  const span = spanOf(origin);
  return span ? [{ context: { ...span, traceFlags: 1, isRemote: true } }] : [];
}

function spanOf({ id, traceId }: EventOrigin): { traceId: string; spanId: string } | undefined {
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
  return { traceId, spanId: traceparentOf(traceId, id).split('-')[2] ?? '' };
}
