import { app, BrowserWindow, screen, type WebContents } from 'electron';
import { AppWindow } from './app-window.ts';
import { placeWindow } from './placement.ts';
import type { PlacementMemory } from './placement-memory.ts';

export interface AppWindowsOptions {
  readonly outFolder: URL;
  readonly memory: PlacementMemory;
  /** A window was to close and stays. */
  readonly onStays: () => void;
}

/** All windows of the app; a project is open in one of them only. */
export class AppWindows {
  private readonly options: AppWindowsOptions;
  private readonly windows = new Set<AppWindow>();

  constructor(options: AppWindowsOptions) {
    this.options = options;
  }

  get all(): readonly AppWindow[] {
    return [...this.windows];
  }

  /** The one that the person looks at, or looked at last. */
  get current(): AppWindow | undefined {
    const focused = BrowserWindow.getFocusedWindow();
    return this.all.find(({ browser }) => browser === focused) ?? this.all.at(-1);
  }

  of(contents: WebContents): AppWindow | undefined {
    return this.all.find(({ browser }) => browser.webContents === contents);
  }

  open(folder?: string): AppWindow {
    const { outFolder, memory, onStays } = this.options;
    const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const window = new AppWindow({
      outFolder,
      openFirst: folder,
      placement: placeWindow(
        memory.last,
        workAreas,
        this.all.map(({ browser }) => browser.getNormalBounds()),
      ),
      onMoved: (moved) => memory.remember(moved.placement),
      onStays,
      onClosed: (closed) => void this.windows.delete(closed),
    });
    this.windows.add(window);
    return window;
  }

  /**
   * Shows a project: the window that has it, or the current one where it has none, or a new one. Without a folder the
   * current window comes to the front.
   */
  show(folder?: string): void {
    const owner = folder === undefined ? this.current : this.owner(folder);
    if (owner) return owner.toFront();
    const free = this.current?.project === undefined ? this.current : undefined;
    if (!free || folder === undefined) {
      this.open(folder);
      return;
    }
    free.toFront();
    free.sendMenuAction({ type: 'open-folder', folder });
  }

  /** Gives a project to a window, unless another one has it, which then comes to the front. */
  claim(window: AppWindow, folder: string): 'here' | 'elsewhere' {
    const owner = this.owner(folder);
    if (owner && owner !== window) {
      owner.toFront();
      return 'elsewhere';
    }
    window.claim(folder);
    app.addRecentDocument(folder);
    return 'here';
  }

  private owner(folder: string): AppWindow | undefined {
    return this.all.find(({ project }) => project === folder);
  }
}
