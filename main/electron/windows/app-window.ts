import { fileURLToPath } from 'node:url';
import { BrowserWindow, dialog, nativeTheme } from 'electron';
import type { EngineProcessState, MenuAction, WindowFrameState } from '../../../shared/contract/index.ts';
import { channels, type CloseQuestion } from '../bridge/channels.ts';
import { confine } from '../navigation.ts';
import { pageAddress } from '../page-protocol.ts';
import { smallestWindow, type WindowPlacement } from './placement.ts';

/** The look's `--bg-app`: what a window shows before its page does. */
const backgrounds = { dark: '#0b0d10', light: '#e9ebf0' };

/** A page that doesn't answer in this time is closed without its answer, or stays open where it was to save. */
const pageLimitMs = { discard: 5_000, save: 60_000 };

export interface AppWindowOptions {
  /** Folder of the bundles. */
  readonly outFolder: URL;
  readonly placement: WindowPlacement;
  /** Project that its page opens first. */
  readonly openFirst: string | undefined;
  readonly onMoved: (window: AppWindow) => void;
  /** The person doesn't want it closed after all. */
  readonly onStays: () => void;
  readonly onClosed: (window: AppWindow) => void;
}

type Closing = 'no' | 'asking' | 'allowed';

/** A window and what main must know of its page: which project it has, and whether it has unsaved edits. */
export class AppWindow {
  readonly browser: BrowserWindow;
  /** The project that it has claimed. */
  project: string | undefined;
  unsavedFiles = 0;
  private readonly options: AppWindowOptions;
  private closing: Closing = 'no';
  private questions = 0;
  private answers = new Map<number, (may: boolean) => void>();

  constructor(options: AppWindowOptions) {
    this.options = options;
    this.project = options.openFirst;
    this.browser = createBrowserWindow(options);
    confine(this.browser.webContents);
    this.watchFrame();
    this.watchPage();
    this.browser.on('close', (event) => {
      if (this.closing === 'allowed') return;
      event.preventDefault();
      void this.close();
    });
    this.browser.once('closed', () => options.onClosed(this));
    void this.browser.loadURL(pageAddress);
  }

  get placement(): WindowPlacement {
    const { browser } = this;
    return {
      bounds: browser.getNormalBounds(),
      maximised: browser.isMaximized(),
      fullScreen: browser.isFullScreen(),
    };
  }

  get frameState(): WindowFrameState {
    const { browser } = this;
    return { maximised: browser.isMaximized(), fullScreen: browser.isFullScreen(), focused: browser.isFocused() };
  }

  toFront(): void {
    if (this.browser.isMinimized()) this.browser.restore();
    this.browser.show();
    this.browser.focus();
  }

  sendMenuAction(action: MenuAction): void {
    this.browser.webContents.send(channels.menuAction, action);
  }

  sendEngineState(state: EngineProcessState): void {
    this.browser.webContents.send(channels.engineState, state);
  }

  setUnsaved(files: number): void {
    this.unsavedFiles = files;
    this.browser.setDocumentEdited(files > 0);
  }

  claim(project: string | undefined): void {
    this.project = project;
    if (process.platform === 'darwin') this.browser.setRepresentedFilename(project ?? '');
  }

  /** Asks the person where there is something unsaved, and the page to let go; then the window goes, or stays. */
  async close(): Promise<void> {
    if (this.closing !== 'no') return;
    this.closing = 'asking';
    const choice = this.unsavedFiles > 0 ? await this.askPerson() : 'discard';
    if (choice !== 'stay' && (await this.askPage(choice))) {
      this.closeNow();
    } else {
      this.closing = 'no';
      this.options.onStays();
    }
  }

  /** Asks nobody. What was unsaved is in the engine's journal. */
  closeNow(): void {
    this.closing = 'allowed';
    if (!this.browser.isDestroyed()) this.browser.close();
  }

  /** The page's answer to a question of `close`. */
  answered(id: number, may: boolean): void {
    this.answers.get(id)?.(may);
  }

  private async askPerson(): Promise<'save' | 'discard' | 'stay'> {
    this.toFront();
    const files = this.unsavedFiles === 1 ? '1 file has' : `${this.unsavedFiles} files have`;
    const { response } = await dialog.showMessageBox(this.browser, {
      type: 'warning',
      message: 'Save what you changed?',
      detail: `${files} edits that are not saved. They are lost if you don't save them.`,
      buttons: ['Save', 'Cancel', "Don't Save"],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    return (['save', 'stay', 'discard'] as const)[response] ?? 'stay';
  }

  private async askPage(choice: 'save' | 'discard'): Promise<boolean> {
    const { webContents } = this.browser;
    if (webContents.isCrashed()) return true;
    this.questions += 1;
    const id = this.questions;
    const answer = new Promise<boolean>((resolve) => {
      this.answers.set(id, resolve);
      setTimeout(() => resolve(choice === 'discard'), pageLimitMs[choice]).unref();
    });
    webContents.send(channels.askToClose, { id, choice } satisfies CloseQuestion);
    const may = await answer;
    this.answers.delete(id);
    return may;
  }

  private watchFrame(): void {
    const { browser } = this;
    const tell = (): void => browser.webContents.send(channels.frameState, this.frameState);
    browser.on('maximize', tell).on('unmaximize', tell).on('focus', tell).on('blur', tell);
    browser.on('enter-full-screen', tell).on('leave-full-screen', tell);
    const moved = (): void => this.options.onMoved(this);
    browser.on('resized', moved).on('moved', moved).on('maximize', moved).on('unmaximize', moved);
    browser.on('close', moved);
  }

  private watchPage(): void {
    const { browser } = this;
    const contents = browser.webContents;
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.offerReload(`The window's page has ended (${reason}).`, 'Close');
    });
    contents.on('unresponsive', () => void this.offerReload("The window's page does not answer.", 'Wait'));
  }

  private async offerReload(message: string, other: 'Close' | 'Wait'): Promise<void> {
    const { response } = await dialog.showMessageBox(this.browser, {
      type: 'error',
      message,
      detail: 'What you edited is kept by the engine, and is there again after a reload.',
      buttons: ['Reload', other],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (this.browser.isDestroyed()) return;
    if (response === 0) this.browser.webContents.reload();
    else if (other === 'Close') this.closeNow();
  }
}

function createBrowserWindow({ placement, outFolder }: AppWindowOptions): BrowserWindow {
  const browser = new BrowserWindow({
    ...placement.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Topicraft',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    ...(process.platform === 'darwin'
      ? { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 14, y: 13 } }
      : { frame: false }),
    webPreferences: {
      preload: fileURLToPath(new URL('electron/preload.cjs', outFolder)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (placement.maximised) browser.maximize();
  if (placement.fullScreen) browser.setFullScreen(true);
  browser.once('ready-to-show', () => browser.show());
  return browser;
}
