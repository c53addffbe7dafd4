import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

export interface HealthServer {
  /** The port that is listened on. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers whoever runs the service: `/health/live` (200 as long as it answers at all: a handler that never yields is seen by
 * the silence), `/health/ready` (200 while it works, 503 while it starts, rejoins or stops) and `/metrics` (Prometheus).
 * Owns its socket until `close`. Rejects where the port can't be listened on.
 */
export async function startHealthServer(
  port: number,
  isReady: () => { readonly ready: boolean; readonly waitingFor: readonly string[] },
  registry: Registry,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    const answer = (status: number, body: string, contentType = 'application/json'): void =>
      void response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
    if (path === '/health/live') answer(200, '{"status":"live"}');
    else if (path === '/health/ready') {
      const { ready, waitingFor } = isReady();
      answer(ready ? 200 : 503, JSON.stringify({ status: ready ? 'ready' : 'not-ready', waitingFor }));
    } else if (path === '/metrics') {
      registry.metrics().then(
        (text) => answer(200, text, registry.contentType),
        () => answer(500, '{"error":"The metrics could not be gathered."}'),
      );
    } else answer(404, '{"error":"There are /health/live, /health/ready and /metrics."}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, () => resolve());
  });
  return { port: portOf(server, port), close: () => closed(server) };
}

function portOf(server: Server, wanted: number): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : wanted;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
