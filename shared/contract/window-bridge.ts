/** What a menu asks of the page; `undo` and `redo` are the document's where the canvas has the focus. */
export const menuActionIds = [
  'new-project',
  'open-project',
  'import-asyncapi',
  'open-run',
  'save',
  'save-as',
  'revert',
  'export-project',
  'export-asyncapi',
  'export-mermaid',
  'export-svg',
  'export-png',
  'close-project',
  'undo',
  'redo',
  'find',
  'command-palette',
  'keyboard-shortcuts',
  'settings',
  'zoom-in',
  'zoom-out',
  'zoom-to-fit',
  'toggle-left-panel',
  'toggle-inspector',
  'toggle-bottom-panel',
  'run',
  'stop',
  'restart',
  'deploy',
  'connections',
] as const;
export type MenuActionId = (typeof menuActionIds)[number];

export type MenuAction =
  | { type: 'action'; id: MenuActionId }
  /** From recent projects, the command line, or a file that was opened while the window was free. */
  | { type: 'open-folder'; folder: string };

/** The engine's process, as far as a window must know. */
export type EngineProcessState =
  | { state: 'running' }
  /** It ended by itself; nothing is asked of it until `restartEngine`. */
  | { state: 'lost'; explanation: string };

export interface WindowFrameState {
  maximised: boolean;
  fullScreen: boolean;
  focused: boolean;
}

export interface FolderQuestion {
  title: string;
  /** Label of the button that takes the folder. */
  button: string;
  startIn?: string;
  /** `open`: a folder that is there. `create`: one may be made in the dialog. */
  purpose: 'open' | 'create';
}

/** What a page saves, by the end of its name, in words for a dialog. */
export const savedFileKinds = {
  svg: 'SVG picture',
  png: 'PNG picture',
  yaml: 'YAML document',
  json: 'JSON document',
  mmd: 'Mermaid text',
  'topicraft-run': 'Topicraft run',
} as const;
export type SavedFileKind = keyof typeof savedFileKinds;

export interface SavedFile {
  title: string;
  /** What the person is offered. */
  name: string;
  /** The folder that the person is offered. */
  startIn?: string | undefined;
  kind: SavedFileKind;
  bytes: Uint8Array;
}

export type SavedFileOutcome =
  | { status: 'saved'; file: string }
  | { status: 'cancelled' }
  /** Nothing was written. */
  | { status: 'failed'; reason: string };

/** Told by the system, outside of the window. */
export interface SystemNotification {
  title: string;
  body: string;
  /** What it is about: given to `onNotificationChosen`. */
  node: string;
}

/** `data` of the `message` event by which a port to the engine comes to the page, as `event.ports[0]`. */
export const enginePortMessage = 'topicraft:engine-port';

/**
 * `window.topicraft`: all that a page in Electron has of the system; absent in a browser. A function that takes a
 * listener gives one that takes it away again.
 */
export interface WindowBridge {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** False on macOS: the system draws its buttons, in the 76 px at the left. */
  readonly drawsWindowButtons: boolean;
  /** The project that this window was opened for. */
  readonly openFirst: string | undefined;

  /** Asks for a new port to the engine; it comes as `enginePortMessage`, once the engine runs. */
  connectEngine(): void;
  onEngineState(listener: (state: EngineProcessState) => void): () => void;
  /** Starts a lost engine again. Then `connectEngine` gives a port to it. */
  restartEngine(): void;

  /** Undefined where it was called off. */
  pickFolder(question: FolderQuestion): Promise<string | undefined>;
  /** Asks where a file goes, and writes it there. */
  saveFile(file: SavedFile): Promise<SavedFileOutcome>;
  showItemInFolder(file: string): void;
  /** Shows it where the system has notifications; choosing it brings this window to the front. */
  notify(notification: SystemNotification): void;
  onNotificationChosen(listener: (node: string) => void): () => void;
  /** Opens an https address in the browser; false where it is refused. */
  openExternal(address: string): Promise<boolean>;

  /**
   * To be asked before a folder is opened here: a project is open in one window only. `elsewhere`: the window that has
   * it has come to the front.
   */
  claimProject(folder: string): Promise<'here' | 'elsewhere'>;
  releaseProject(): void;
  openWindow(folder?: string): void;
  /** How many files have unsaved edits: whether closing the window asks first. */
  setUnsaved(files: number): void;
  /**
   * Called when the window is to close, after the person was asked where there was something to ask. The listener saves
   * (`save`) or leaves the edits be (`discard`), closes the project, and resolves with whether the window may go.
   */
  onClose(listener: (choice: 'save' | 'discard') => Promise<boolean>): () => void;

  onMenuAction(listener: (action: MenuAction) => void): () => void;
  /** Shows the application's menu at a point of the page, where the window has no menu bar. */
  showMenu(position: { x: number; y: number }): void;
  /** For theme `system` the page has its media query; the system's own parts (dialogs, menus) follow this. */
  setTheme(theme: 'system' | 'dark' | 'light'): void;

  minimise(): void;
  toggleMaximised(): void;
  close(): void;
  onFrameState(listener: (state: WindowFrameState) => void): () => void;
}
