import type { ProcessHost } from '../../shared/lib/index.ts';

/** Where text goes: process.stdout and process.stderr, or what a test puts in their place. */
export interface TextStream {
  write(text: string): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface ServeRequest {
  /** 0 is any free one. */
  readonly port: number;
  /** Folder of the project that opens first. */
  readonly openFirst?: string;
  /** In place of the platform's own. */
  readonly stateFolder?: string;
}

/** The app as it is served to browsers. Whoever asked for it closes it. */
export interface ServedApplication {
  /** With the token of this launch. */
  readonly address: string;
  /** Starts the person's browser on it; false where that can't be done. */
  openBrowser(): Promise<boolean>;
  /** Stops what runs in good order. */
  close(): Promise<void>;
}

/** What the program that starts the commands gives them: plain Node does (main/headless), and the installed app. */
export interface FrontDoor {
  readonly processHost: ProcessHost;
  /** Folder of the templates, one folder each. */
  readonly templatesFolder: string;
  /** The source that exports take along, as the build has gathered it. */
  readonly exportedRuntimeFile: string;
  version(): Promise<string>;
  readonly standardOutput: TextStream;
  readonly standardError: TextStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentFolder: string;
  /** Calls the listener for each Ctrl-C or polite request to end, until the returned function is called. */
  onStopSignal(listener: (signal: StopSignal) => void): () => void;
  /** Absent in a front door that has windows of its own. */
  serve?(request: ServeRequest): Promise<ServedApplication>;
  /** Ends the program at once. */
  exit(code: number): never;
}
