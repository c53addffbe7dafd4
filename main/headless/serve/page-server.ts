import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type PageFiles, pageHeaders } from '../../page/index.ts';
import { mayAnswer } from './request-guard.ts';
import type { Tickets } from './tickets.ts';

/** Answers with the files of the page, and with nothing else. It isn't listening yet. */
export function createPageServer(files: PageFiles, tickets: Tickets): Server {
  const server = createServer((request, response) => {
    answer(request, response, files, tickets).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  tickets: Tickets,
): Promise<void> {
  if (!mayAnswer(request, false)) return refuse(response, 403, 'Topicraft answers only to pages of its own.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, 'There is only something to read here.');
  }
  const address = (request.url ?? '').replace(/\?.*$/, '');
  const file = files.get(address);
  if (!file) {
    const landing = request.method === 'GET' ? tickets.redeem(address) : undefined;
    if (landing === undefined) return refuse(response, 404, 'There is nothing here.');
    response.writeHead(302, { ...pageHeaders(), 'cache-control': 'no-store', location: landing }).end();
    return;
  }
  // The host is a loopback name by now.
  response.writeHead(200, pageHeaders(file, [`ws://${request.headers.host}`]));
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.file), response);
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { ...pageHeaders(), 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}
