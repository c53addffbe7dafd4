import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll } from './build.ts';

const root = path.resolve(import.meta.dirname, '..');

/** A download may be slow; one that has stopped for good must not keep the person waiting. */
const downloadLimitMs = 5 * 60_000;

type Start = { program: string } | { without: string };

/** Electron's binary, downloaded where it is missing, or why there is no window to be had. */
function findElectron(words: readonly string[]): Start {
  if (process.platform === 'linux') {
    if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return { without: 'there is no screen here' };
    if (process.getuid?.() === 0 && !words.includes('--no-sandbox')) {
      return { without: 'Electron does not run as root with its sandbox on' };
    }
  }
  const electron = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const downloaded = existsSync(path.join(electron, 'path.txt'));
  if (override === undefined && !downloaded) {
    process.stderr.write('Downloading Electron, once…\n');
    const { status } = spawnSync(process.execPath, [path.join(electron, 'install.js')], {
      stdio: 'ignore',
      timeout: downloadLimitMs,
    });
    if (status !== 0) return { without: 'Electron could not be downloaded' };
  }
  // The package gives the binary's path.
  return { program: createRequire(import.meta.url)('electron') as string };
}

/** Resolves with the window's exit code. Ctrl-C reaches it by itself, and it then ends in good order. */
async function openWindow(program: string, words: readonly string[]): Promise<number> {
  const child = spawn(program, [root, ...words], { stdio: 'inherit', cwd: process.env['INIT_CWD'] ?? root });
  process.on('SIGINT', () => undefined).on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** As `topicraft serve`, in this very process. */
async function openBrowser(words: readonly string[]): Promise<void> {
  process.chdir(process.env['INIT_CWD'] ?? root);
  process.argv.splice(2, Infinity, 'serve', ...words);
  await import(pathToFileURL(path.join(root, 'out/topicraft.js')).href);
}

/** `npm start`: the app in its window, or in the browser where no window can be had. */
const words = process.argv.slice(2);
await buildAll();
const electron = findElectron(words);
if ('program' in electron) {
  process.exitCode = await openWindow(electron.program, words);
} else {
  process.stderr.write(`No window: ${electron.without}. Topicraft opens in the browser instead.\n`);
  await openBrowser(words);
}
