import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { onTestFinished } from 'vitest';
import { electronProgram } from './electron-program.ts';
import { repositoryFolder } from './topicraft-command.ts';

export interface StartedApp {
  readonly app: ElectronApplication;
  /** The first window's page, loaded. */
  readonly page: Page;
  /** What pages wrote to their consoles, and threw. */
  readonly complaints: string[];
  readonly userData: string;
}

/** Electron's switches in front of the app's folder; root can't have a sandbox. */
export function electronSwitches(userData: string): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${userData}`];
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-electron-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface LaunchedApp extends StartedApp {
  close(): Promise<void>;
}

/** Starts the app as a user would, with state of its own. Whoever launches it closes it. */
export async function launchApp(words: readonly string[] = [], userData?: string): Promise<LaunchedApp> {
  const state = userData ?? (await mkdtemp(path.join(tmpdir(), 'topicraft-electron-')));
  const app = await _electron.launch({
    executablePath: electronProgram(),
    args: [...electronSwitches(state), repositoryFolder, ...words],
    env: { ...(process.env as Record<string, string>), HOME: state },
  });
  const child = app.process();
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      // Nobody is there to answer what a window would ask.
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    if (userData === undefined) await rm(state, { recursive: true, force: true });
  };
  const complaints: string[] = [];
  const page = await app.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.waitForLoadState();
  return { app, page, complaints, userData: state, close };
}

/** Starts the app as a user would, with state of its own; it has gone when the test is over. */
export async function startApp(words: readonly string[] = [], userData?: string): Promise<StartedApp> {
  const launched = await launchApp(words, userData);
  onTestFinished(() => launched.close());
  return launched;
}

/** What the app answers its own questions with, in place of dialogs that nobody can click; says what was asked. */
export async function answerDialogs(app: ElectronApplication, button: string): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, wanted) => {
    const asked: string[] = [];
    (globalThis as { asked?: string[] }).asked = asked;
    dialog.showMessageBox = async (...parameters: unknown[]) => {
      const options = parameters.at(-1) as { message: string; buttons: string[] };
      asked.push(options.message);
      return { response: options.buttons.indexOf(wanted), checkboxChecked: false };
    };
  }, button);
  return async () => await app.evaluate(() => (globalThis as { asked?: string[] }).asked ?? []);
}
