import type { IncomingHttpHeaders } from 'node:http';

/** Longest body of a request. */
export const maxBodyBytes = 1024 * 1024;

export interface HttpRoute {
  readonly path: string;
  readonly allowedOrigins: readonly string[];
}

export interface RequestHead {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** Either the route that takes the request, or the answer that ends it here. `headers` belong to the answer in any case. */
export type HttpDecision<Route extends HttpRoute> =
  | { readonly type: 'accept'; readonly route: Route; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** Absent: no body. */
      readonly error?: string;
    };

/** Which names a request may use for this machine: on a person's own only loopback's, behind an ingress any. */
export type AllowedHosts = 'loopback' | 'any';

/**
 * What becomes of a request, before its body is read. Pure. A page of any site can make a browser send requests to loopback,
 * so the Host must be a loopback name (against DNS rebinding), an Origin must be one that the node allows (Fetch standard,
 * CORS protocol), and the content type must be one that a form can't send.
 */
export function decideRequest<Route extends HttpRoute>(
  { method, target, headers }: RequestHead,
  routes: readonly Route[],
  hosts: AllowedHosts = 'loopback',
): HttpDecision<Route> {
  if (hosts === 'loopback' && !isLoopbackHost(headers.host))
    return refuse(403, 'The Host header does not name this machine.');
  const path = target.split(/[?#]/, 1)[0];
  const route = routes.find((candidate) => candidate.path === path);
  if (!route) return refuse(404, 'No producer listens here.');
  const origin = headers.origin;
  if (origin !== undefined && !route.allowedOrigins.includes(origin)) {
    return refuse(403, 'The producer does not allow this Origin.');
  }
  const answerHeaders: Record<string, string> =
    origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'Origin' };
  if (method === 'OPTIONS' && origin !== undefined) {
    return {
      type: 'answer',
      status: 204,
      headers: {
        ...answerHeaders,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
      },
    };
  }
  if (method !== 'POST') return refuse(405, 'Only POST makes an event.', { ...answerHeaders, allow: 'POST' });
  if (!isJson(headers['content-type'])) return refuse(415, 'The body must be application/json.', answerHeaders);
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes) {
    return refuse(413, `The body may have ${maxBodyBytes} bytes.`, answerHeaders);
  }
  return { type: 'accept', route, headers: answerHeaders };
}

function refuse(status: number, error: string, headers: Readonly<Record<string, string>> = {}): HttpDecision<never> {
  return { type: 'answer', status, headers, error };
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/json\s*(;|$)/i.test(contentType ?? '');
}
