import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { type PageFiles, pageHeaders } from '../page/index.ts';

const scheme = 'app';

/** The page's origin: an address of its own, so that no file:// page and no other app's page is the same. */
export const pageOrigin = `${scheme}://topicraft`;
export const pageAddress = `${pageOrigin}/index.html`;

/** Before the app is ready: the scheme behaves as https does, with an origin, a secure context and compiled code kept. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Gives out the files of the page, and nothing else. */
export function servePage(files: PageFiles): void {
  protocol.handle(scheme, async (request) => {
    const { origin, host, pathname } = new URL(request.url);
    // A custom scheme's origin is `null` to Node's URL.
    const ours = origin === pageOrigin || host === 'topicraft';
    const file = ours && request.method === 'GET' ? files.get(pathname) : undefined;
    if (!file) return new Response('There is nothing here.\n', { status: 404, headers: pageHeaders() });
    return new Response(new Uint8Array(await readFile(file.file)), { headers: pageHeaders(file) });
  });
}
