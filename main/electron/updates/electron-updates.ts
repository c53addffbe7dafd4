import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import type { AppUpdater } from 'electron-updater';
import { UpdateChecks, type Updater, type UpdateWords } from './update-checks.ts';

/** Written into installers that are made for publishing, with the address where versions are published. */
const publishingFile = 'app-update.yml';

export interface UpdatesOptions {
  readonly isWanted: () => boolean;
  readonly log: (text: string) => void;
}

/** Undefined where this copy of the app can't renew itself: a build from source, or one that nobody publishes. */
export function createUpdateChecks(options: UpdatesOptions): UpdateChecks | undefined {
  if (!app.isPackaged || !existsSync(path.join(process.resourcesPath, publishingFile))) return undefined;
  return new UpdateChecks({
    ...options,
    version: app.getVersion(),
    updater: updaterOf(options.log),
    words: dialogs,
  });
}

function updaterOf(log: (text: string) => void): Updater {
  const load = async (): Promise<AppUpdater> => {
    // Only when it is first asked: it is of no use to an app that is told to ask nobody.
    const { autoUpdater } = (await import('electron-updater')).default;
    autoUpdater.autoDownload = false;
    autoUpdater.autoInstallOnAppQuit = true;
    autoUpdater.logger = {
      info: () => undefined,
      warn: (message: unknown) => log(String(message)),
      error: (message: unknown) => log(String(message)),
    };
    // What fails rejects as well; without a listener it would end the app.
    autoUpdater.on('error', () => undefined);
    return autoUpdater;
  };
  let loading: Promise<AppUpdater> | undefined;
  const loaded = (): Promise<AppUpdater> => (loading ??= load());
  return {
    newerVersion: async () => {
      const result = await (await loaded()).checkForUpdates();
      if (!result) throw new Error('This copy of Topicraft is not one that can renew itself.');
      return result.isUpdateAvailable ? result.updateInfo.version : undefined;
    },
    download: async () => void (await (await loaded()).downloadUpdate()),
    installNow: () => void loaded().then((updater) => updater.quitAndInstall()),
  };
}

const dialogs: UpdateWords = {
  tell: async (message, detail) => void (await dialog.showMessageBox({ type: 'info', message, detail })),
  offer: async (message, detail, button) => {
    const { response } = await dialog.showMessageBox({
      type: 'info',
      message,
      detail,
      buttons: [button, 'Later'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    return response === 0;
  },
};
