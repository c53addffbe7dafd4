import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** Words behind this one are a command's: `Topicraft --cli run my-shop`. */
export const commandLineSwitch = '--cli';

/**
 * The arguments that are the app's own. Electron puts its program first, and in a build from source the app's folder
 * somewhere behind it, among switches of Chromium and Electron.
 */
export function ownWords(words: readonly string[], isPackaged: boolean): string[] {
  const [, ...rest] = words;
  if (isPackaged) return rest;
  return rest.slice(rest.findIndex((word) => !word.startsWith('-')) + 1);
}

/** The words of a command, or undefined where the app is to open windows. */
export function commandWords(words: readonly string[]): string[] | undefined {
  const at = words.indexOf(commandLineSwitch);
  return at === -1 ? undefined : words.slice(at + 1);
}

/** The project that a command line asks for, as an absolute path, whether it is there or not. */
export function requestedPath(words: readonly string[], currentFolder: string): string | undefined {
  const word = words.find((candidate) => candidate !== '' && !candidate.startsWith('-'));
  return word === undefined ? undefined : path.resolve(currentFolder, word);
}

/** The folder of a project that was asked for by itself or by a file in it. Where nothing is there, the page says so. */
export async function projectFolder(asked: string): Promise<string> {
  try {
    const found = await realpath(asked);
    return (await stat(found)).isDirectory() ? found : path.dirname(found);
  } catch {
    return asked;
  }
}
