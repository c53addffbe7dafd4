import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { listPackage, statFile } from '@electron/asar';

/** What the installed app is made of; the first that fits a file's path from the app's folder on. */
const parts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['The page: Monaco editor', /^app\.asar\/out\/renderer\/.*(ts\.worker|editor|monaco|codicon|worker|Mode-|lang)/i],
  ['The page: all else', /^app\.asar\/out\/renderer\//],
  ['Engine, broker, handler hosts, commands', /^app\.asar\/out\//],
  ["npm's installer, for handlers' packages", /^app\.asar\/node_modules\//],
  ['Examples', /^app\.asar\//],
  ['esbuild, which compiles handlers', /app\.asar\.unpacked\//],
  ["Licences of what is shipped, Chromium's above all", /LICENSE/],
  ['Electron: the binary (Chromium, Node.js, V8)', /^topicraft-app$/],
  ['Electron: graphics libraries', /^(libEGL|libGLESv2|libvk_swiftshader|libvulkan|vk_swiftshader)/],
  ["Electron: Unicode's tables, V8's snapshots, Chromium's resources", /^(icudtl|.*\.pak$|.*snapshot|locales\/)/],
  ['Electron: FFmpeg, sandbox helper, crash handler', /^(libffmpeg|chrome-sandbox|chrome_crashpad_handler)/],
  ['The command, AppArmor profile', /^resources\//],
];

/** `npm run dist:size`: a table of what makes up dist/installers/linux-unpacked, in Markdown. */
const unpacked = path.resolve(import.meta.dirname, '../dist/installers/linux-unpacked');
const sizes = new Map<string, number>(parts.map(([name]) => [name, 0]));
for (const { file, bytes } of [...(await filesOfFolder()), ...filesOfArchive()]) {
  const [name] = parts.find(([, pattern]) => pattern.test(file)) ?? [];
  if (name === undefined) throw new Error(`${file} belongs to no part: say in build/installed-size.ts what it is.`);
  sizes.set(name, (sizes.get(name) ?? 0) + bytes);
}
const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
const rows = [...sizes].sort(([, one], [, other]) => other - one);
const cells = [['part', 'MB'], ['---', '--:'], ...[...rows, ['**all**', total] as const].map(row)];
process.stdout.write(cells.map(([name, size]) => `| ${name} | ${size} |\n`).join(''));

function row([name, bytes]: readonly [string, number]): string[] {
  return [name, (bytes / 1e6).toFixed(1)];
}

async function filesOfFolder(): Promise<{ file: string; bytes: number }[]> {
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'app.asar');
  return await Promise.all(
    files.map(async (entry) => {
      const absolute = path.join(entry.parentPath, entry.name);
      return { file: path.relative(unpacked, absolute), bytes: (await stat(absolute)).size };
    }),
  );
}

function filesOfArchive(): { file: string; bytes: number }[] {
  const archive = path.join(unpacked, 'resources/app.asar');
  return listPackage(archive, { isPack: false }).flatMap((entry) => {
    const found = statFile(archive, entry.slice(1));
    return 'size' in found && !found.unpacked ? [{ file: `app.asar${entry}`, bytes: found.size }] : [];
  });
}
