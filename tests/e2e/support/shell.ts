import type { Page } from '@playwright/test';

/** Which front door a spec goes through. */
export type ShellName = 'browser' | 'electron';

export interface ShellStart {
  /** Home of the person: settings, recent projects, and the folder where examples and new projects go. */
  readonly home: string;
  /** The folder that is open from the start. */
  readonly openFirst?: string;
}

/** The app, started, with its first window; both front doors look the same from here. */
export interface Shell {
  readonly page: Page;
  readonly name: ShellName;
  /** Errors and warnings of the page's console, and what it threw. */
  readonly complaints: readonly string[];
  /** Of the process that runs the embedded broker, as the system knows it; undefined where there is none. */
  brokerProcessId(): Promise<number | undefined>;
  /** Kills the engine, as a crash would. */
  endEngine(): Promise<void>;
  /** Lets the person save into this file what `act` asks to save: by the system's dialog, or as a download. */
  saveTo(file: string, act: () => Promise<void>): Promise<void>;
  /** In CSS pixels, of what is inside the window. */
  resize(size: { width: number; height: number }): Promise<void>;
  close(): Promise<void>;
}

export const windowSize = { width: 1600, height: 1000 };
