import { createServer } from 'node:http';
import { z } from 'zod';

const spanSchema = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
});
const requestSchema = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) })),
});

/** Takes spans as OpenTelemetry's protocol sends them, in JSON over HTTP. */
export interface TraceCollector {
  readonly endpoint: string;
  readonly spans: readonly z.infer<typeof spanSchema>[];
  close(): void;
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: z.infer<typeof spanSchema>[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (text: string) => (body += text))
      .on('end', () => {
        const { resourceSpans } = requestSchema.parse(JSON.parse(body));
        spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { endpoint: `http://127.0.0.1:${port}`, spans, close: () => void server.close() };
}
