import path from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/**
 * Where `topicraft serve` keeps settings, recent projects and journals, by the platform's convention: the XDG base
 * directories on Linux, Application Support on macOS, %APPDATA% on Windows. The desktop app has a folder of its own beside it,
 * so that both may run at once.
 */
export function stateFolderOf({ platform, environment, homeFolder }: Machine): string {
  if (platform === 'win32') {
    const roaming = environment['APPDATA'] ?? path.win32.join(homeFolder, 'AppData', 'Roaming');
    return path.win32.join(roaming, 'Topicraft', 'serve');
  }
  if (platform === 'darwin') {
    return path.posix.join(homeFolder, 'Library', 'Application Support', 'Topicraft', 'serve');
  }
  const state = environment['XDG_STATE_HOME'];
  // The specification wants relative ones ignored.
  const base =
    state !== undefined && path.posix.isAbsolute(state) ? state : path.posix.join(homeFolder, '.local/state');
  return path.posix.join(base, 'topicraft', 'serve');
}
