import { dialog, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, Menu, nativeTheme, shell } from 'electron';
import { z } from 'zod';
import { enginePortMessage } from '../../../shared/contract/index.ts';
import { projectFolder } from '../command-line/open-request.ts';
import type { EngineProcess } from '../engine/engine-process.ts';
import { isPage, openExternal } from '../navigation.ts';
import type { AppWindow } from '../windows/app-window.ts';
import type { AppWindows } from '../windows/app-windows.ts';
import { type Beginning, channels } from './channels.ts';
import { notificationSchema, notify } from './notify.ts';
import { saveFile, savedFileSchema } from './save-file.ts';

const pathSchema = z.string().min(1).max(4096);
const questionSchema = z.object({
  title: z.string().max(200),
  button: z.string().max(100),
  startIn: pathSchema.optional(),
  purpose: z.enum(['open', 'create']),
});
const pointSchema = z.object({ x: z.number(), y: z.number() });
const frameActionSchema = z.enum(['minimise', 'toggle-maximised', 'close']);

/**
 * Answers what pages ask by their preload. A page is trusted no more than a stranger: only the main frame of a window of ours,
 * with the app's own page in it, is heard, and each argument is parsed. What doesn't parse is dropped.
 */
export function serveBridge(windows: AppWindows, engine: EngineProcess): void {
  const windowOf = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): AppWindow | undefined =>
    senderFrame === sender.mainFrame && isPage(senderFrame.url) ? windows.of(sender) : undefined;

  const listen = <Schema extends z.ZodTuple>(
    channel: string,
    parameters: Schema,
    act: (window: AppWindow, ...values: z.infer<Schema>) => void,
  ): void => {
    ipcMain.on(channel, (event, ...values: unknown[]) => {
      const window = windowOf(event);
      const parsed = parameters.safeParse(values);
      if (window && parsed.success) act(window, ...parsed.data);
    });
  };
  const answer = <Schema extends z.ZodTuple, Result>(
    channel: string,
    parameters: Schema,
    act: (window: AppWindow, ...values: z.infer<Schema>) => Promise<Result>,
  ): void => {
    ipcMain.handle(channel, async (event, ...values: unknown[]) => {
      const window = windowOf(event);
      if (!window) throw new Error('Only the page of a window may ask.');
      return await act(window, ...parameters.parse(values));
    });
  };

  ipcMain.on(channels.begin, (event) => {
    const window = windowOf(event);
    event.returnValue = window && beginningOf(window, engine);
  });
  listen(channels.connectEngine, z.tuple([]), ({ browser }) => {
    const port = engine.connect();
    if (port) browser.webContents.postMessage(channels.enginePort, null, [port]);
  });
  listen(channels.restartEngine, z.tuple([]), () => engine.start());

  answer(channels.pickFolder, z.tuple([questionSchema]), async ({ browser }, question) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(browser, {
      title: question.title,
      buttonLabel: question.button,
      properties: ['openDirectory', ...(question.purpose === 'create' ? (['createDirectory'] as const) : [])],
      ...(question.startIn !== undefined && { defaultPath: question.startIn }),
    });
    return canceled ? undefined : filePaths[0];
  });
  answer(channels.saveFile, z.tuple([savedFileSchema]), ({ browser }, file) => saveFile(browser, file));
  listen(channels.notify, z.tuple([notificationSchema]), ({ browser }, notification) => notify(browser, notification));
  listen(channels.showItemInFolder, z.tuple([pathSchema]), (_window, file) => shell.showItemInFolder(file));
  answer(channels.openExternal, z.tuple([z.string().max(2048)]), (_window, address) => openExternal(address));

  answer(channels.claimProject, z.tuple([pathSchema]), async (window, folder) =>
    windows.claim(window, await projectFolder(folder)),
  );
  listen(channels.releaseProject, z.tuple([]), (window) => window.claim(undefined));
  listen(channels.openWindow, z.tuple([pathSchema.optional()]), (_window, folder) => void windows.open(folder));
  listen(channels.setUnsaved, z.tuple([z.int().min(0)]), (window, files) => window.setUnsaved(files));
  listen(channels.mayClose, z.tuple([z.int(), z.boolean()]), (window, id, may) => window.answered(id, may));

  listen(channels.showMenu, z.tuple([pointSchema]), ({ browser }, { x, y }) => {
    Menu.getApplicationMenu()?.popup({ window: browser, x: Math.round(x), y: Math.round(y) });
  });
  listen(channels.setTheme, z.tuple([z.enum(['system', 'dark', 'light'])]), (_window, theme) => {
    nativeTheme.themeSource = theme;
  });
  listen(channels.frameAction, z.tuple([frameActionSchema]), ({ browser }, action) => {
    if (action === 'minimise') browser.minimize();
    else if (action === 'close') browser.close();
    else if (browser.isMaximized()) browser.unmaximize();
    else browser.maximize();
  });
}

function beginningOf(window: AppWindow, engine: EngineProcess): Beginning {
  return {
    openFirst: window.project,
    engineState: engine.state,
    frameState: window.frameState,
    enginePortMessage,
  };
}
