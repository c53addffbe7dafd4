import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AllowedHosts, decideRequest, type HttpRoute, maxBodyBytes } from './http-rules.ts';

/** What a producer answers to a request whose body was JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export interface HttpEndpoint extends HttpRoute {
  /** 0 takes any free port. */
  readonly port: number;
  /** Never rejects. */
  answer(payload: unknown): Promise<HttpAnswer>;
}

interface Listening {
  readonly server: Server;
  readonly port: number;
  readonly endpoints: Set<HttpEndpoint>;
}

/** Where servers listen, and by which names they may be called. */
export interface HttpReach {
  readonly address: string;
  readonly hosts: AllowedHosts;
}

const thisMachineOnly: HttpReach = { address: '127.0.0.1', hosts: 'loopback' };

/**
 * The HTTP servers of a handler host: one a port, shared by the producers that listen on it, on 127.0.0.1 only unless told
 * otherwise. Owns the sockets; a server closes with its last endpoint.
 */
export class HttpServers {
  private readonly reach: HttpReach;
  private readonly byPort = new Map<number, Promise<Listening>>();

  constructor(reach: HttpReach = thisMachineOnly) {
    this.reach = reach;
  }

  /** Resolves with the port. Rejects where it can't be listened on. */
  async open(endpoint: HttpEndpoint): Promise<number> {
    const opening = (endpoint.port !== 0 && this.byPort.get(endpoint.port)) || this.listen(endpoint.port);
    const listening = await opening;
    listening.endpoints.add(endpoint);
    this.byPort.set(listening.port, opening);
    return listening.port;
  }

  /** Takes no more requests for the endpoint; those under way are answered. */
  async close(endpoint: HttpEndpoint): Promise<void> {
    for (const [port, opening] of this.byPort) {
      const { endpoints, server } = await opening;
      if (!endpoints.delete(endpoint) || endpoints.size > 0) continue;
      this.byPort.delete(port);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    }
  }

  private listen(port: number): Promise<Listening> {
    const endpoints = new Set<HttpEndpoint>();
    const server = createServer((request, response) => void respond(request, response, endpoints, this.reach.hosts));
    server.headersTimeout = 10_000;
    server.requestTimeout = 30_000;
    const listening = new Promise<Listening>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.reach.address, () => {
        const address = server.address();
        resolve({ server, endpoints, port: typeof address === 'object' && address ? address.port : port });
      });
    });
    if (port !== 0) {
      this.byPort.set(port, listening);
      listening.catch(() => this.byPort.delete(port));
    }
    return listening;
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  endpoints: ReadonlySet<HttpEndpoint>,
  hosts: AllowedHosts,
): Promise<void> {
  const { method = '', url: target = '', headers } = request;
  const decision = decideRequest({ method, target, headers }, [...endpoints], hosts);
  if (decision.type === 'answer') {
    request.resume();
    const body = decision.error === undefined ? undefined : errorBody(decision.error);
    write(response, decision.status, decision.headers, body);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    write(
      response,
      413,
      { ...decision.headers, connection: 'close' },
      errorBody(`The body may have ${maxBodyBytes} bytes.`),
    );
    return;
  }
  const payload = parseJson(body);
  if (!payload.ok) {
    write(response, 400, decision.headers, errorBody('The body is not JSON.'));
    return;
  }
  const answer = await decision.route.answer(payload.value);
  write(response, answer.status, decision.headers, { contentType: answer.contentType, content: answer.body });
}

/** Undefined where it is too long or the request was broken off. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch {
    return { ok: false };
  }
}

interface Body {
  readonly contentType: string;
  readonly content: string | Uint8Array;
}

function errorBody(error: string): Body {
  return { contentType: 'application/json', content: JSON.stringify({ error }) };
}

function write(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body?: Body): void {
  if (!body) {
    response.writeHead(status, headers).end();
    return;
  }
  const content = Buffer.from(body.content);
  response
    .writeHead(status, { ...headers, 'content-type': body.contentType, 'content-length': content.byteLength })
    .end(content);
}
