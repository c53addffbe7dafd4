import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isJsonObject, type JsonObject } from '../../../shared/graph/index.ts';
import type { LoadedProject } from '../project/index.ts';
import { findProjectFile, readProjectFile } from '../project/read-file.ts';

const mebibyte = 1024 * 1024;

export interface PackageTypesLimits {
  readonly totalBytes: number;
  readonly fileBytes: number;
  readonly files: number;
}
const defaultLimits: PackageTypesLimits = { totalBytes: 8 * mebibyte, fileBytes: 2 * mebibyte, files: 4000 };

/** Declaration files by their path below node_modules. `truncated`: there are more than are given. */
export interface PackageTypes {
  readonly files: Record<string, string>;
  readonly truncated: boolean;
}

/** A package that is wanted, and the folder (below the project) of the one that wants it. */
interface Wanted {
  readonly name: string;
  readonly from: string;
}

/**
 * The declaration files of what package.json depends on, and of what that depends on in turn, nearest first: at most 8 MiB. Nothing
 * is executed, and no link is followed out of the project.
 */
export async function readPackageTypes(
  { folder, packageJson }: LoadedProject,
  limits: PackageTypesLimits = defaultLimits,
): Promise<PackageTypes> {
  const reader = new TypesReader(folder, limits);
  const queue: Wanted[] = directDependencies(packageJson).map((name) => ({ name, from: '' }));
  const seen = new Set<string>();
  for (let next = queue.shift(); next && !reader.isFull; next = queue.shift()) {
    const found = await reader.find(next);
    if (!found || seen.has(found.directory)) continue;
    seen.add(found.directory);
    await reader.read(found.directory);
    const names = [...namesIn(found.manifest, 'dependencies'), ...namesIn(found.manifest, 'peerDependencies')];
    queue.push(...names.map((name) => ({ name, from: found.directory })));
  }
  return { files: Object.fromEntries(reader.files), truncated: reader.isFull };
}

/** Types of packages that have none of their own stand in @types, beside them or among what is needed to develop. */
function directDependencies(packageJson: JsonObject | undefined): string[] {
  const needed = namesIn(packageJson, 'dependencies');
  const typesOf = needed.map((name) => `@types/${name.replace(/^@/, '').replace('/', '__')}`);
  const forDevelopment = namesIn(packageJson, 'devDependencies').filter((name) => name.startsWith('@types/'));
  return [...new Set([...needed, ...typesOf, ...forDevelopment])];
}

function namesIn(manifest: JsonObject | undefined, field: string): string[] {
  const names = manifest?.[field];
  return isJsonObject(names) ? Object.keys(names).filter((name) => /^(@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name)) : [];
}

class TypesReader {
  readonly files = new Map<string, string>();
  isFull = false;
  private readonly folder: string;
  private readonly limits: PackageTypesLimits;
  private bytes = 0;

  constructor(folder: string, limits: PackageTypesLimits) {
    this.folder = folder;
    this.limits = limits;
  }

  /** As Node looks: in node_modules of the folder itself, then of each one above, no further than the project. */
  async find({ name, from }: Wanted): Promise<{ directory: string; manifest: JsonObject } | undefined> {
    for (let base = from; ; base = path.posix.dirname(base)) {
      const inside = base === '.' || base === '' ? '' : `${base}/`;
      const directory = `${inside}node_modules/${name}`;
      const read = await readProjectFile(this.folder, `${directory}/package.json`, this.limits.fileBytes);
      if (read.status === 'read') {
        const manifest = parseObject(read.text);
        return manifest && { directory, manifest };
      }
      if (inside === '') return undefined;
    }
  }

  /** Its package.json, which says where its types are, and every declaration in it. */
  async read(directory: string): Promise<void> {
    const declarations = await this.declarationsIn(directory);
    if (declarations.length === 0) return;
    for (const file of [`${directory}/package.json`, ...declarations]) {
      if (this.isFull) return;
      await this.take(file);
    }
  }

  private async declarationsIn(directory: string): Promise<string[]> {
    const found: string[] = [];
    const directories = [directory];
    for (let next = directories.shift(); next !== undefined; next = directories.shift()) {
      // A folder that can't be read has no types for us.
      const entries = await readdir(path.join(this.folder, next), { withFileTypes: true }).catch(() => []);
      for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
        // Links are neither: what a package needs stands in it.
        if (entry.isDirectory() && entry.name !== 'node_modules') directories.push(`${next}/${entry.name}`);
        else if (entry.isFile() && /\.d\.[cm]?ts$/.test(entry.name)) found.push(`${next}/${entry.name}`);
      }
    }
    return found;
  }

  private async take(file: string): Promise<void> {
    const { fileBytes, totalBytes, files } = this.limits;
    const found = await findProjectFile(this.folder, file);
    if (found.status !== 'found' || found.sizeBytes > fileBytes) return;
    if (this.bytes + found.sizeBytes > totalBytes || this.files.size >= files) {
      this.isFull = true;
      return;
    }
    const read = await readProjectFile(this.folder, file, fileBytes);
    if (read.status !== 'read') return;
    this.bytes += found.sizeBytes;
    this.files.set(file.slice('node_modules/'.length), read.text);
  }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
