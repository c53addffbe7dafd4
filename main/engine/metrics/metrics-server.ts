import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApplicationMetrics } from '../../../shared/contract/index.ts';

/** Names by which this machine reaches itself: a page elsewhere that comes by another name is refused. */
const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/**
 * Metrics for a Prometheus on this machine, at /metrics on 127.0.0.1; off until a port is set. Owns the server. Never fails what it tells of: why
 * it can't listen stands in `standing`.
 */
export class MetricsServer {
  readonly #collect: () => Promise<{ text: string; type: string }>;
  #server: Server | undefined;
  #port: number | null = null;
  #standing: ApplicationMetrics = {};
  #changing: Promise<void> = Promise.resolve();

  constructor(collect: () => Promise<{ text: string; type: string }>) {
    this.#collect = collect;
  }

  /** Once all changes before are done. */
  async standing(): Promise<ApplicationMetrics> {
    await this.#changing;
    return this.#standing;
  }

  /** Null is off; 0 any free port. */
  listen(port: number | null): Promise<void> {
    this.#changing = this.#changing.then(() => this.#change(port));
    return this.#changing;
  }

  async #change(port: number | null): Promise<void> {
    if (port === this.#port && this.#standing.problem === undefined) return;
    this.#port = port;
    await this.#close();
    this.#standing = {};
    if (port === null) return;
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => {
      server.once('error', (error) => {
        this.#standing = { problem: `Metrics can’t be offered at port ${port}: ${error.message}` };
        resolve();
      });
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        const bound = typeof address === 'object' && address ? address.port : port;
        this.#server = server;
        this.#standing = { url: `http://127.0.0.1:${bound}/metrics` };
        resolve();
      });
    });
  }

  async #answer({ method, url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!loopback.test(headers.host ?? '')) {
      response.writeHead(403).end();
      return;
    }
    if (url !== '/metrics' || method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    try {
      const { text, type } = await this.#collect();
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error));
    }
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
