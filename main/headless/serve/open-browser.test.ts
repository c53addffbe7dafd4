import { expect, it } from 'vitest';
import { browserCommand } from './open-browser.ts';

const address = 'http://127.0.0.1:1/open/a?b&c';

it.each([
  ['linux', { DISPLAY: ':0' }, ['xdg-open', address]],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', address]],
  ['linux', {}, undefined],
  ['darwin', {}, ['open', address]],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', address]],
] as const)('starts the browser as %s does it', (platform, environment, command) => {
  expect(browserCommand({ platform, environment }, address)).toEqual(command);
});
