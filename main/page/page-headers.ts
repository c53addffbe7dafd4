import type { PageFile } from './page-files.ts';

/**
 * What the page may do, in a browser and in Electron alike; see docs/adr/0011. Styles alone may stand inline: Monaco
 * and React Flow place what they draw by style attributes and style elements of their own.
 */
const contentSecurityPolicy = (connections: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connections].join(' '),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * The headers of every answer. Without a file: of one that isn't to be kept. `connections` are addresses that the page
 * may connect to besides its own origin: a WebSocket's, since not every browser counts it as the same.
 */
export function pageHeaders(file?: PageFile, connections: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connections),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'cache-control': file?.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(file && { 'content-type': file.type }),
  };
}
