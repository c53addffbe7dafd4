import { createHash } from 'node:crypto';
import { isJsonObject, parseJson } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { readProjectFile } from '../project/read-file.ts';

/** What decides which packages an installation brings. npm reads the first lock file of these that there is. */
const lockFiles = ['npm-shrinkwrap.json', 'package-lock.json'] as const;
export const manifestFile = 'package.json';
const maxLockBytes = 64 * 1024 * 1024;

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
/** What else of package.json brings packages, or others than are named. */
const settings = ['workspaces', 'overrides', 'bundleDependencies', 'bundledDependencies'];
const mostSettingText = 200;

/** A package that a file names: its version or range, and a digest of all that the file says of it. */
export interface PackageItem {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

export interface PackageFile {
  readonly file: string;
  readonly digest: string;
  readonly items: readonly PackageItem[];
}

/**
 * The package files of a project, as an installation would read them.
 *
 * @param packageJson its text, unsaved edits included; undefined where there is none
 * @throws {Fault<'not-installed'>} where one is there and can't be read, or is a link out of the project
 */
export async function readPackageFiles(folder: string, packageJson: string | undefined): Promise<PackageFile[]> {
  const files: PackageFile[] = [];
  if (packageJson !== undefined)
    files.push({ ...fileOf(manifestFile, packageJson), items: manifestItems(packageJson) });
  for (const file of lockFiles) {
    const read = await readProjectFile(folder, file, maxLockBytes);
    if (read.status === 'refused') throw new Fault('not-installed', read.diagnostic.message);
    if (read.status === 'read') files.push({ ...fileOf(file, read.text), items: lockItems(read.text) });
  }
  return files;
}

/** Of all files together. */
export function digestOfFiles(files: readonly PackageFile[]): string {
  return digestOf(JSON.stringify(files.map(({ file, digest }) => [file, digest])));
}

function fileOf(file: string, text: string): Omit<PackageFile, 'items'> {
  return { file, digest: digestOf(text) };
}

/** What can't be parsed has no items; its digest is another all the same. */
function manifestItems(text: string): PackageItem[] {
  const manifest = objectIn(text);
  const named = sections.flatMap((section) =>
    entriesOf(manifest?.[section]).map(([name, version]) => {
      const label = section === 'dependencies' ? name : `${name} (${section})`;
      return { name: label, version: versionText(version), digest: digestOf(JSON.stringify(version)) };
    }),
  );
  const others = settings.flatMap((name) => {
    const value = manifest?.[name];
    if (value === undefined) return [];
    return [{ name, version: versionText(value).slice(0, mostSettingText), digest: digestOf(JSON.stringify(value)) }];
  });
  return [...named, ...others];
}

/** Lock files of npm 7 and newer have `packages`, by their places below the project; its own entry has the key ''. */
function lockItems(text: string): PackageItem[] {
  return entriesOf(objectIn(text)?.['packages'])
    .filter(([place]) => place !== '')
    .map(([place, entry]) => ({
      name: place,
      version: versionText(isJsonObject(entry) ? entry['version'] : entry),
      digest: digestOf(JSON.stringify(entry)),
    }));
}

function objectIn(text: string) {
  const parsed = parseJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function versionText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
