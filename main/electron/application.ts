import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog, Menu, session, shell } from 'electron';
import { readPageFiles } from '../page/index.ts';
import { serveBridge } from './bridge/serve-bridge.ts';
import { ownWords, projectFolder, requestedPath } from './command-line/open-request.ts';
import { EngineProcess } from './engine/engine-process.ts';
import { keepCrashFiles, openLog } from './logging/keep-logs.ts';
import type { LogFile } from './logging/log-file.ts';
import { applicationMenu, type HelpOptions } from './menu/application-menu.ts';
import { denyPermissions } from './navigation.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { PreferencesFile } from './preferences.ts';
import { openKeychain } from './secrets/keychain.ts';
import { createUpdateChecks } from './updates/electron-updates.ts';
import type { UpdateChecks } from './updates/update-checks.ts';
import { AppWindows } from './windows/app-windows.ts';
import { PlacementMemory } from './windows/placement-memory.ts';

interface Parts {
  readonly windows: AppWindows;
  readonly engine: EngineProcess;
  readonly memory: PlacementMemory;
}

/** What the app is doing; only `running` opens windows. */
type Phase = 'starting' | 'running' | 'quitting' | 'ended';

/**
 * The app with its windows. Started before the app is ready, since it must say what it is first: the only instance, with a
 * scheme of its own.
 */
export function startApplication(packageFolder: URL): void {
  const currentFolder = process.env['INIT_CWD'] ?? process.cwd();
  const asked = requestedPath(ownWords(process.argv, app.isPackaged), currentFolder);
  if (!app.requestSingleInstanceLock({ asked })) {
    // The one that runs has been told, and opens it.
    app.exit(0);
    return;
  }
  keepCrashFiles();
  registerPageScheme();
  new Application(packageFolder, asked).start();
}

class Application {
  private readonly packageFolder: URL;
  private readonly log: LogFile = openLog();
  private phase: Phase = 'starting';
  private parts: Parts | undefined;
  /** What is to be opened as soon as that can be done. */
  private readonly asked: (string | undefined)[];

  constructor(packageFolder: URL, asked: string | undefined) {
    this.packageFolder = packageFolder;
    this.asked = [asked];
  }

  start(): void {
    app.on('second-instance', (_event, _words, _folder, data) => void this.show((data as { asked?: string }).asked));
    app.on('open-file', (event, file) => {
      event.preventDefault();
      void this.show(file);
    });
    app.on('activate', () => {
      if (this.parts?.windows.all.length === 0) this.parts.windows.open();
    });
    app.on('before-quit', () => {
      if (this.phase === 'running') this.phase = 'quitting';
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin' || this.phase === 'quitting') app.quit();
    });
    app.on('will-quit', (event) => {
      if (this.phase === 'ended') return;
      event.preventDefault();
      void this.end();
    });
    app.whenReady().then(
      () => this.open().catch((error: unknown) => this.fail(error)),
      (error: unknown) => this.fail(error),
    );
  }

  private async open(): Promise<void> {
    const outFolder = new URL('out/', this.packageFolder);
    const userData = app.getPath('userData');
    const [files, memory, keychain] = await Promise.all([
      readPageFiles(fileURLToPath(new URL('renderer/', outFolder))),
      PlacementMemory.open(path.join(userData, 'window.json')),
      openKeychain(),
    ]);
    servePage(files);
    denyPermissions(session.defaultSession);
    const windows = new AppWindows({ outFolder, memory, onStays: () => this.stay() });
    const engine = new EngineProcess({
      outFolder,
      keychain,
      settings: {
        stateFolder: path.join(userData, 'engine'),
        projectsFolder: path.join(app.getPath('documents'), 'Topicraft'),
        examplesFolder: fileURLToPath(new URL('examples/', this.packageFolder)),
        exportedRuntimeFile: fileURLToPath(new URL('exported-runtime.json', outFolder)),
        version: app.getVersion(),
      },
      log: (text) => this.log.write('engine', text),
      onState: (state) => {
        if (state.state === 'lost') this.log.write('app', state.explanation);
        for (const window of windows.all) window.sendEngineState(state);
      },
    });
    engine.start();
    serveBridge(windows, engine);
    setMenu(windows, this.help(new PreferencesFile(path.join(userData, 'preferences.json'))));
    this.parts = { windows, engine, memory };
    onStopSignal(() => {
      for (const window of windows.all) window.closeNow();
      app.quit();
    });
    this.phase = 'running';
    for (const asked of this.asked.splice(0)) await this.show(asked);
  }

  private async show(asked: string | undefined): Promise<void> {
    if (!this.parts) this.asked.push(asked);
    else this.parts.windows.show(asked === undefined ? undefined : await projectFolder(asked));
  }

  private help(preferences: PreferencesFile): HelpOptions {
    const log = (text: string): void => this.log.write('updates', text);
    const isWanted = (): boolean => preferences.values.checksForUpdates;
    const updates = createUpdateChecks({ isWanted, log });
    updates?.start();
    return {
      updates: updates && updateItems(updates, preferences),
      logFolder: this.log.folder,
      crashFolder: app.getPath('crashDumps'),
      showFolder: (folder) => void showFolder(folder),
    };
  }

  private stay(): void {
    if (this.phase === 'quitting') this.phase = 'running';
  }

  private async end(): Promise<void> {
    await Promise.all([this.parts?.engine.stop(), this.parts?.memory.flush()]);
    this.phase = 'ended';
    app.quit();
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.log.write('app', error instanceof Error ? (error.stack ?? message) : message);
    dialog.showErrorBox('Topicraft can not start', message);
    this.phase = 'ended';
    app.exit(1);
  }
}

/**
 * Whoever sends a signal doesn't wait for an answer to a question; unsaved edits stay in the journal. Once the app is ready:
 * what is set before, Electron replaces by a handler of its own, which would ask.
 */
function onStopSignal(listener: () => void): void {
  process.on('SIGTERM', listener).on('SIGINT', listener);
}

function updateItems(updates: UpdateChecks, preferences: PreferencesFile): HelpOptions['updates'] {
  return {
    areChecked: preferences.values.checksForUpdates,
    onChecked: (areChecked) => preferences.change({ checksForUpdates: areChecked }),
    checkNow: () => void updates.checkNow(),
  };
}

/** It may not be there yet: nothing has crashed. */
async function showFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const problem = await shell.openPath(folder);
  if (problem !== '') dialog.showErrorBox('The folder can not be shown', `${folder}\n${problem}`);
}

function setMenu(windows: AppWindows, help: HelpOptions): void {
  const template = applicationMenu({
    platform: process.platform,
    isPackaged: app.isPackaged,
    send: (id) => windows.current?.sendMenuAction({ type: 'action', id }),
    openWindow: () => void windows.open(),
    help,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
