import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { launchChromium } from './browser-shell.ts';

/** A page of a stranger in a browser on the person's machine. Whoever starts it closes it. */
export interface Attacker {
  /** On an origin of its own. */
  readonly page: Page;
  /** A page under a name that has come to lead to this port of the machine (DNS rebinding). */
  rebound(port: number): Promise<Page>;
  close(): Promise<void>;
}

const strangeName = 'stranger.test';
const blankPage = '<!doctype html><title>stranger</title>';

export async function startAttacker(): Promise<Attacker> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(blankPage);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await launchChromium([
    `--host-resolver-rules=MAP ${strangeName} 127.0.0.1`,
    // Not every browser keeps strangers from the machine's own addresses, and the app must not count on it.
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
  ]);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    rebound: async (port) => {
      const rebound = await context.newPage();
      // The page itself still came from the stranger's server; what it asks for from then on goes to this machine.
      const address = `http://${strangeName}:${port}/stranger`;
      await rebound.route(address, (route) => route.fulfill({ contentType: 'text/html', body: blankPage }));
      await rebound.goto(address);
      return rebound;
    },
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

/** What a request came to, as the page that made it sees it. */
export interface Attempt {
  readonly what: string;
  /** `refused` where the page gets nothing; an HTTP status where it may read it; `sent` where it can't know. */
  readonly outcome: string;
}

/** Everything that a page can do to an address that takes HTTP. */
export async function attackHttp(page: Page, address: string, json: string): Promise<Attempt[]> {
  return await page.evaluate(
    async ([target, body]) => {
      const attempts: { what: string; outcome: string }[] = [];
      const asked = async (what: string, init: RequestInit): Promise<void> => {
        const outcome = await fetch(target, { ...init, signal: AbortSignal.timeout(30_000) }).then(
          ({ type, status }) => (type === 'opaque' ? 'sent' : String(status)),
          () => 'refused',
        );
        attempts.push({ what, outcome });
      };
      await asked('GET', {});
      await asked('GET without CORS', { mode: 'no-cors' });
      for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
        const headers = { 'content-type': contentType };
        await asked(`POST ${contentType}`, { method: 'POST', headers, body });
        await asked(`POST ${contentType} without CORS`, { method: 'POST', mode: 'no-cors', headers, body });
      }
      await asked('POST of no type', { method: 'POST', mode: 'no-cors', body: new Blob([body]) });
      await asked('PUT', { method: 'PUT', body });
      attempts.push({ what: 'beacon', outcome: navigator.sendBeacon(target, body) ? 'sent' : 'refused' });
      const submitted = document.createElement('form');
      submitted.method = 'post';
      submitted.action = target;
      submitted.enctype = 'text/plain';
      const frame = document.createElement('iframe');
      frame.name = 'answer';
      submitted.target = frame.name;
      const field = document.createElement('input');
      // Sent as NAME=VALUE, which together are JSON again.
      field.name = `${body.slice(0, -1)},"ignored":"`;
      field.value = '"}';
      submitted.append(field);
      document.body.append(frame, submitted);
      const answered = new Promise((resolve) => {
        frame.addEventListener('load', resolve, { once: true });
        // An answer that shows nothing loads nothing; what came of it is looked up elsewhere.
        AbortSignal.timeout(30_000).addEventListener('abort', resolve);
      });
      submitted.submit();
      await answered;
      frame.remove();
      submitted.remove();
      attempts.push({ what: 'form', outcome: 'sent' });
      return attempts;
    },
    [address, json] as const,
  );
}

/** Whether a WebSocket with these subprotocols opens, and what ended it. */
export async function attackWebSocket(page: Page, address: string, protocols: readonly string[]): Promise<string> {
  return await page.evaluate(
    async ([target, offered]) =>
      await new Promise<string>((resolve) => {
        const socket = new WebSocket(target, [...offered]);
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('close', ({ code }) => resolve(`closed ${code}`));
        AbortSignal.timeout(60_000).addEventListener('abort', () => resolve('no answer'));
      }),
    [address, protocols] as const,
  );
}

/** Whether this address loads as a script, a picture or a style. */
export async function includeInPage(page: Page, address: string): Promise<Record<string, string>> {
  return await page.evaluate(async (target) => {
    // A picture is asked for as soon as its address is set, so each is made only where its outcome is awaited.
    const elements = {
      script: () => Object.assign(document.createElement('script'), { src: target }),
      image: () => Object.assign(document.createElement('img'), { src: target }),
      style: () => Object.assign(document.createElement('link'), { rel: 'stylesheet', href: target }),
    };
    const outcomes: Record<string, string> = {};
    for (const [kind, make] of Object.entries(elements)) {
      outcomes[kind] = await new Promise<string>((resolve) => {
        const element = make();
        element.addEventListener('load', () => resolve('loaded'));
        element.addEventListener('error', () => resolve('refused'));
        AbortSignal.timeout(30_000).addEventListener('abort', () => resolve('no answer'));
        document.body.append(element);
      });
    }
    return outcomes;
  }, address);
}
