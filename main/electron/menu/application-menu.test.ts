import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { type MenuActionId, menuActionIds } from '../../../shared/contract/index.ts';
import { applicationMenu, type HelpOptions } from './application-menu.ts';

function itemsOf(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

const quietHelp: HelpOptions = {
  updates: undefined,
  logFolder: '/home/ann/logs',
  crashFolder: '/home/ann/R&D',
  showFolder: () => undefined,
};

function menuOn(
  platform: NodeJS.Platform,
  isPackaged = true,
  send: (id: MenuActionId) => void = () => undefined,
  help: HelpOptions = quietHelp,
) {
  return applicationMenu({ platform, isPackaged, send, openWindow: () => undefined, help });
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('has every action once, and sends it by its id', () => {
    const sent: MenuActionId[] = [];
    const items = itemsOf(menuOn(platform, true, (id) => sent.push(id)));
    for (const { id, click } of items) if (id !== undefined) (click as () => void)();
    expect([...sent].sort()).toEqual([...menuActionIds].sort());
  });

  it('has no key twice, and none that the page already has, but on macOS', () => {
    const items = itemsOf(menuOn(platform));
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
    const registered = items.filter(({ id, registerAccelerator }) => id !== undefined && registerAccelerator === true);
    expect(registered.length > 0).toBe(platform === 'darwin');
  });

  it('has tools for developers only in a build from source', () => {
    const hasTools = (isPackaged: boolean): boolean =>
      itemsOf(menuOn(platform, isPackaged)).some(({ role }) => role === 'toggleDevTools');
    expect([hasTools(true), hasTools(false)]).toEqual([false, true]);
  });
});

it('the menu of macOS begins with the app’s own, which has settings and quit', () => {
  const [first] = menuOn('darwin');
  expect(first?.role).toBe('appMenu');
  const roles = itemsOf([first ?? {}]).map(({ role, id }) => role ?? id);
  expect(roles).toEqual(expect.arrayContaining(['about', 'settings', 'services', 'hide', 'quit']));
});

describe('Help', () => {
  it('says where log and crash files are, and shows them', () => {
    const shown: string[] = [];
    const items = itemsOf(
      menuOn('linux', true, undefined, { ...quietHelp, showFolder: (folder) => shown.push(folder) }),
    );
    const files = items.filter(({ label }) => label?.includes(' Files: '));
    expect(files.map(({ label }) => label)).toEqual(['Log Files: /home/ann/logs', 'Crash Files: /home/ann/R&&D']);
    for (const { click } of files) (click as () => void)();
    expect(shown).toEqual(['/home/ann/logs', '/home/ann/R&D']);
  });

  it('looks for updates only where the app can renew itself, with a switch for doing so by itself', () => {
    const labelsOf = (items: readonly MenuItemConstructorOptions[]) =>
      itemsOf(items).filter(({ label }) => label?.startsWith('Check for Updates'));
    expect(labelsOf(menuOn('linux'))).toEqual([]);
    const said: unknown[] = [];
    const [now, automatically] = labelsOf(
      menuOn('linux', true, undefined, {
        ...quietHelp,
        updates: { areChecked: true, onChecked: (on) => said.push(on), checkNow: () => said.push('now') },
      }),
    );
    if (!now || !automatically) throw new Error('Help has no items for updates.');
    expect(automatically).toMatchObject({ type: 'checkbox', checked: true });
    (now.click as () => void)();
    (automatically.click as (item: { checked: boolean }) => void)({ checked: false });
    expect(said).toEqual(['now', false]);
  });
});
