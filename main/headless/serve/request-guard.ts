import type { IncomingMessage } from 'node:http';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a request may be ours at all. The host must be a loopback name, whichever the port (an SSH tunnel has another
 * one at its end): so a name that an attacker points at 127.0.0.1 is refused. Where the request says which page it
 * comes from, it must be a page of ours, which is one of that very host; an upgrade must say so.
 */
export function mayAnswer({ headers }: IncomingMessage, originNeeded: boolean): boolean {
  const host = headers.host;
  if (host === undefined || !loopbackNames.has(nameOf(host))) return false;
  const origin = headers.origin;
  return origin === undefined ? !originNeeded : origin === `http://${host}`;
}

function nameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, '');
}
