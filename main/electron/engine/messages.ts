import type { ProcessExit, ProcessStart } from '../../../shared/lib/index.ts';

export interface EngineSettings {
  readonly stateFolder: string;
  readonly projectsFolder: string;
  readonly examplesFolder: string;
  readonly exportedRuntimeFile: string;
  readonly version: string;
  /** Whether the system's keychain keeps the key of our secrets. */
  readonly keepsSecrets: boolean;
}

/** What Electron's main process tells the engine's process. The first message is `start`. */
export type MessageToEngine =
  | { readonly type: 'start'; readonly settings: EngineSettings }
  /** With the engine's end of a page's port. */
  | { readonly type: 'page' }
  /** With the engine's end of the port to a process that it has asked for. */
  | { readonly type: 'process-started'; readonly id: number }
  | { readonly type: 'process-running'; readonly id: number; readonly pid: number }
  | { readonly type: 'process-ended'; readonly id: number; readonly exit: ProcessExit }
  /** `text` is undefined where it failed. */
  | { readonly type: 'secret'; readonly id: number; readonly text: string | undefined; readonly problem: string }
  | { readonly type: 'stop' };

/** What the engine's process asks of Electron's main process. */
export type MessageFromEngine =
  | { readonly type: 'start-process'; readonly id: number; readonly start: ProcessStart }
  | { readonly type: 'kill-process'; readonly id: number }
  | {
      readonly type: 'secret';
      readonly id: number;
      readonly operation: 'encrypt' | 'decrypt';
      readonly text: string;
    };
