import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { packagesOfBundlesFile } from './bundle.ts';
import { packagesOfPageFile } from './renderer.ts';

const root = path.resolve(import.meta.dirname, '..');

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  homepage: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** An npm package of which something is in the installed app. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Texts of its licence and notice files, in the order of their names. */
  readonly texts: readonly string[];
  readonly author: string | undefined;
  readonly homepage: string | undefined;
}

/**
 * Every npm package that is bundled in out/, or is a folder of its own in the app (dependencies of package.json), or is Electron
 * itself; by name and version. After a build.
 *
 * @throws where a package doesn't say under which licence it is
 */
export async function shippedPackages(): Promise<ShippedPackage[]> {
  const lists = await Promise.all([packagesOfBundlesFile, packagesOfPageFile].map(readList));
  const folders = new Set([...lists.flat(), ...(await unbundledFolders()), 'node_modules/electron']);
  const found = await Promise.all([...folders].map((folder) => describePackage(path.join(root, folder))));
  const unique = new Map(found.map((shipped) => [`${shipped.name}@${shipped.version}`, shipped]));
  return [...unique].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, shipped]) => shipped);
}

async function readList(file: string): Promise<string[]> {
  return z.array(z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
}

/** Follows dependencies as Node resolves them; optional ones of other systems aren't installed. */
async function unbundledFolders(): Promise<Set<string>> {
  const found = new Set<string>();
  const follow = async (folder: string): Promise<void> => {
    const { dependencies, optionalDependencies } = await manifestOf(path.join(root, folder));
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const resolved = await resolvePackage(folder, name);
      if (resolved === undefined) {
        if (name in optionalDependencies) continue;
        throw new Error(`${folder || 'Topicraft'} needs ${name}, which isn't installed.`);
      }
      if (found.has(resolved)) continue;
      found.add(resolved);
      await follow(resolved);
    }
  };
  await follow('');
  return found;
}

async function resolvePackage(from: string, name: string): Promise<string | undefined> {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = path.posix.join(folder, 'node_modules', name);
    if (await manifestOf(path.join(root, candidate)).catch(() => undefined)) return candidate;
    if (folder === '') return undefined;
  }
}

async function manifestOf(folder: string): Promise<z.infer<typeof manifestSchema>> {
  return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
}

/** Of a package's folder. @throws where it names no licence */
export async function describePackage(folder: string): Promise<ShippedPackage> {
  const { name, version, license, author, homepage } = await manifestOf(folder);
  if (license === undefined) throw new Error(`${name}@${version} names no licence.`);
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(file));
  const texts = await Promise.all(files.sort().map((file) => readFile(path.join(folder, file), 'utf8')));
  return {
    name,
    version,
    licence: license,
    texts: texts.map((text) => text.replaceAll('\r\n', '\n').trim()),
    author: typeof author === 'string' ? author : author?.name,
    homepage,
  };
}
