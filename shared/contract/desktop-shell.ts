/**
 * What Electron's preload puts at `window.topicraft`. A browser has none, and the page does without: its own dialogs, its
 * own tab. Ports come as window messages `{ type: 'topicraft:engine-port' }` with the MessagePort in `ports`, since a
 * port can't pass through the context bridge.
 */
export interface DesktopShell {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Asks for a port to the engine; also after the engine was started anew. */
  requestEnginePort(): void;
  /** Starts the engine again after it has died. */
  restartEngine(): void;
  /** Undefined where the person cancelled. */
  pickFolder(options: { title: string; defaultPath?: string; mayCreate: boolean }): Promise<string | undefined>;
  showInFolder(path: string): void;
  /** Only https addresses are opened. */
  openExternal(url: string): void;
  /** A menu item or a system gesture asks for an action, by its id in renderer/actions. Returns what ends the listening. */
  onAction(listener: (actionId: string) => void): () => void;
  /** The system asks to open a project: by a second launch, a file association, a drop on the dock. */
  onOpenProject(listener: (folder: string) => void): () => void;
  /** What the window's title and the question at closing go by. */
  setDocument(document: { title: string; folder?: string; unsaved: boolean }): void;
  /** The person answered the window's question at closing. */
  closeWindow(): void;
  onCloseRequested(listener: () => void): () => void;
  minimizeWindow(): void;
  toggleMaximizeWindow(): void;
  onMaximizedChanged(listener: (maximized: boolean) => void): () => void;
}

export const enginePortMessage = 'topicraft:engine-port';
