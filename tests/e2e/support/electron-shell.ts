import path from 'node:path';
import { _electron, errors, type ElectronApplication } from '@playwright/test';
import { electronProgram } from '../../support/electron-program.ts';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { collectComplaints } from './complaints.ts';
import { type Shell, type ShellStart, windowSize } from './shell.ts';

const launchLimitMs = 60_000;
const launches = 3;

/**
 * Starts the desktop app with state of its own. Once in some dozens of launches Playwright, already connected to the app,
 * never hears that its first window answers (microsoft/playwright#29386); that launch is made again, and says so.
 */
async function launch(start: ShellStart, left = launches): Promise<ElectronApplication> {
  try {
    return await launchOnce(start);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError) || !error.message.includes('<ws connected>') || left === 1) throw error;
    console.warn(`Playwright lost sight of Electron in ${launchLimitMs / 1000} s, so it is started again.`);
    return await launch(start, left - 1);
  }
}

async function launchOnce({ home, openFirst }: ShellStart): Promise<ElectronApplication> {
  return await _electron.launch({
    timeout: launchLimitMs,
    executablePath: electronProgram(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      `--user-data-dir=${path.join(home, 'state')}`,
      repositoryFolder,
      ...(openFirst === undefined ? [] : [openFirst]),
    ],
    cwd: home,
    env: { ...(process.env as Record<string, string>), HOME: home },
  });
}

/** The desktop app, and its first window. */
export async function openInElectron(start: ShellStart): Promise<Shell> {
  const app = await launch(start);
  const child = app.process();
  const page = await app.firstWindow();
  const complaints = collectComplaints(page);
  const resize = async (size: { width: number; height: number }): Promise<void> => {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
  };
  await resize(windowSize);
  await page.waitForLoadState();
  return {
    page,
    name: 'electron',
    complaints,
    brokerProcessId: async () =>
      await app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name?.includes('broker'))?.pid),
    endEngine: async () => {
      await app.evaluate(({ app }) => {
        const engine = app.getAppMetrics().find(({ name }) => name === 'Topicraft engine');
        if (engine) process.kill(engine.pid, 'SIGKILL');
      });
    },
    saveTo: async (file, act) => {
      // The system's own dialog can't be reached from here, so it is answered before it is asked.
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, file);
      await act();
      await page.getByText(`Saved as ${file}.`).waitFor();
    },
    resize,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Nobody is there to answer what a window would ask.
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
