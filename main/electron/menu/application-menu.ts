import type { MenuItemConstructorOptions } from 'electron';
import type { MenuActionId } from '../../../shared/contract/index.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Developer tools are for builds from source. */
  readonly isPackaged: boolean;
  readonly send: (id: MenuActionId) => void;
  readonly openWindow: () => void;
  readonly help: HelpOptions;
}

export interface HelpOptions {
  /** Undefined where this copy of the app can't renew itself. */
  readonly updates: UpdateItems | undefined;
  /** Folders of the person's own, as the person calls them. */
  readonly logFolder: string;
  readonly crashFolder: string;
  readonly showFolder: (folder: string) => void;
}

export interface UpdateItems {
  readonly areChecked: boolean;
  readonly onChecked: (areChecked: boolean) => void;
  readonly checkNow: () => void;
}

/**
 * The application's menu, with the platform's own roles where there is one. The page knows the keys too, since it has
 * them in a browser, so that here they are only shown, but for macOS, where they belong to the menu.
 */
export function applicationMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin';
  const item = (id: MenuActionId, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => options.send(id),
    registerAccelerator: isMac,
    ...(accelerator !== undefined && { accelerator }),
  });
  const settings = item('settings', 'Settings…', 'CmdOrCtrl+,');
  return [
    ...(isMac ? [macMenu(settings)] : []),
    fileMenu(options, item, settings),
    editMenu(isMac, item),
    viewMenu(options, item),
    {
      label: 'Run',
      submenu: [
        item('run', 'Run', 'CmdOrCtrl+Enter'),
        item('stop', 'Stop', 'Shift+F5'),
        item('restart', 'Restart', 'CmdOrCtrl+Shift+F5'),
        item('deploy', 'Deploy Handlers'),
        separator,
        item('connections', 'Connections…'),
      ],
    },
    { role: 'windowMenu' },
    helpMenu(options, item),
  ];
}

type Item = (id: MenuActionId, label: string, accelerator?: string) => MenuItemConstructorOptions;

const separator: MenuItemConstructorOptions = { type: 'separator' };

function macMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function fileMenu(
  { platform, openWindow }: MenuOptions,
  item: Item,
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  const isMac = platform === 'darwin';
  const recent: MenuItemConstructorOptions = {
    role: 'recentDocuments',
    submenu: [{ role: 'clearRecentDocuments' }],
  };
  return {
    role: 'fileMenu',
    submenu: [
      item('new-project', 'New Project…', 'CmdOrCtrl+N'),
      { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', registerAccelerator: isMac, click: openWindow },
      item('open-project', 'Open…', 'CmdOrCtrl+O'),
      ...(isMac ? [recent] : []),
      item('import-asyncapi', 'Import AsyncAPI Document…'),
      item('open-run', 'Open Saved Run…'),
      separator,
      item('save', 'Save', 'CmdOrCtrl+S'),
      item('save-as', 'Save As…', 'CmdOrCtrl+Shift+S'),
      item('revert', 'Revert to Saved'),
      separator,
      item('export-project', 'Export as TypeScript Project…', 'CmdOrCtrl+Shift+E'),
      item('export-asyncapi', 'Export as AsyncAPI Document…'),
      item('export-mermaid', 'Export as Mermaid Text…'),
      item('export-svg', 'Export Diagram as SVG…'),
      item('export-png', 'Export Diagram as PNG…'),
      separator,
      item('close-project', 'Close Project'),
      { role: 'close' },
      ...(isMac ? [] : [separator, settings, separator, { role: 'quit' } satisfies MenuItemConstructorOptions]),
    ],
  };
}

function editMenu(isMac: boolean, item: Item): MenuItemConstructorOptions {
  return {
    role: 'editMenu',
    submenu: [
      item('undo', 'Undo', 'CmdOrCtrl+Z'),
      item('redo', 'Redo', isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      { role: 'selectAll' },
      separator,
      item('find', 'Find', 'CmdOrCtrl+F'),
    ],
  };
}

function viewMenu({ isPackaged }: MenuOptions, item: Item): MenuItemConstructorOptions {
  return {
    role: 'viewMenu',
    submenu: [
      item('command-palette', 'Command Palette…', 'CmdOrCtrl+Shift+P'),
      separator,
      item('zoom-in', 'Zoom In', 'CmdOrCtrl+Plus'),
      item('zoom-out', 'Zoom Out', 'CmdOrCtrl+-'),
      item('zoom-to-fit', 'Zoom to Fit', 'CmdOrCtrl+0'),
      separator,
      item('toggle-left-panel', 'Left Panel', 'CmdOrCtrl+B'),
      item('toggle-inspector', 'Inspector', 'CmdOrCtrl+Alt+B'),
      item('toggle-bottom-panel', 'Bottom Panel', 'CmdOrCtrl+J'),
      separator,
      // Their usual keys are the canvas's.
      { role: 'resetZoom', label: 'Usual Text Size', accelerator: 'CmdOrCtrl+Alt+0' },
      { role: 'zoomIn', label: 'Larger Text', accelerator: 'CmdOrCtrl+Alt+Plus' },
      { role: 'zoomOut', label: 'Smaller Text', accelerator: 'CmdOrCtrl+Alt+-' },
      { role: 'togglefullscreen' },
      ...(isPackaged ? [] : [separator, ...developerItems]),
    ],
  };
}

function helpMenu({ platform, help }: MenuOptions, item: Item): MenuItemConstructorOptions {
  const { updates, logFolder, crashFolder, showFolder } = help;
  // A & would mark the letter behind it as the key of the item.
  const folder = (label: string, path: string): MenuItemConstructorOptions => ({
    label: `${label}: ${path.replaceAll('&', '&&')}`,
    click: () => showFolder(path),
  });
  return {
    role: 'help',
    submenu: [
      item('keyboard-shortcuts', 'Keyboard Shortcuts'),
      separator,
      ...(updates ? [...updateItems(updates), separator] : []),
      folder('Log Files', logFolder),
      folder('Crash Files', crashFolder),
      ...(platform === 'darwin' ? [] : [separator, { role: 'about' } satisfies MenuItemConstructorOptions]),
    ],
  };
}

function updateItems({ areChecked, onChecked, checkNow }: UpdateItems): MenuItemConstructorOptions[] {
  return [
    { label: 'Check for Updates…', click: checkNow },
    {
      label: 'Check for Updates Automatically',
      type: 'checkbox',
      checked: areChecked,
      click: ({ checked }) => onChecked(checked),
    },
  ];
}

const developerItems: MenuItemConstructorOptions[] = [{ role: 'reload' }, { role: 'toggleDevTools' }];
