import { spawn } from 'node:child_process';
import type { Machine } from './state-folder.ts';

/** What starts the person's browser there, or undefined where there is no screen to open one on. */
export function browserCommand(
  { platform, environment }: Pick<Machine, 'platform' | 'environment'>,
  address: string,
): readonly [program: string, ...words: string[]] | undefined {
  if (platform === 'darwin') return ['open', address];
  // Not `start`, which is cmd.exe's own and reads & in an address as the end of the command.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  const screen = environment['DISPLAY'] || environment['WAYLAND_DISPLAY'];
  return screen ? ['xdg-open', address] : undefined;
}

/** Resolves with whether a program to show it could be started. The browser lives on by itself. */
export function openBrowser(machine: Machine, address: string): Promise<boolean> {
  const command = browserCommand(machine, address);
  if (!command) return Promise.resolve(false);
  const [program, ...words] = command;
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
