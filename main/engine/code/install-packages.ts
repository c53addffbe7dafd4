import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../../shared/lib/index.ts';
import { writeFiles } from '../project/write-files.ts';
import type { NpmSettings } from './npm-settings.ts';

export interface PackageInstallation {
  /** The project's. */
  readonly folder: string;
  /** Text of package.json as it is to be, unsaved edits included; undefined where there is none yet. */
  readonly packageJson: string | undefined;
  /** A package more, of the newest version where none is named. */
  readonly add?: { readonly name: string; readonly version?: string | undefined } | undefined;
  readonly settings: NpmSettings;
  /** Called with what is being done, in a few words. */
  readonly onProgress: (message: string) => void;
}

export interface InstalledPackages {
  /** Text of package.json as it now is on disk. */
  readonly packageJson: string;
  /** `name@version` of what package.json names. */
  readonly installed: string[];
}

const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** A version, a range or a tag of the registry; an address or a path is none. */
const registryVersion = /^[\w.*^~<>=| +-]{1,100}$/;

const newManifest = `${JSON.stringify({ private: true, type: 'module' }, undefined, 2)}\n`;

/**
 * Installs what package.json says into the project's node_modules, by npm's own installer. No lifecycle script runs, and nothing is
 * got from git or by an address: only from registries. package.json is written, with its unsaved edits.
 *
 * @throws Fault `not-installed`, with what is to be done in its message
 */
export async function installPackages(installation: PackageInstallation): Promise<InstalledPackages> {
  const { folder, packageJson = newManifest, add, settings, onProgress } = installation;
  const wanted = add && specOf(add);
  try {
    await writeManifest(folder, packageJson);
    const { default: Arborist } = await import('@npmcli/arborist');
    const arborist = new Arborist({ ...settings, ...safely, path: folder });
    onProgress(wanted === undefined ? 'Resolving versions' : `Resolving ${wanted}`);
    const tree = { add: wanted === undefined ? [] : [wanted], saveType: 'prod' as const };
    const ideal = await arborist.buildIdealTree(tree);
    onProgress(`Downloading ${ideal.inventory.size - 1} packages`);
    const actual = await arborist.reify({ ...tree, save: true });
    const installed = [...actual.edgesOut.values()].flatMap(({ to }) => (to ? `${to.name}@${to.version}` : []));
    return { packageJson: await readFile(path.join(folder, 'package.json'), 'utf8'), installed: installed.sort() };
  } catch (error) {
    throw error instanceof Fault && error.code === 'not-installed'
      ? error
      : notInstalled(explain(error, wanted), error);
  }
}

/** No code of a package runs while it is installed, and none comes from elsewhere than a registry. */
const safely = {
  ignoreScripts: true,
  allowGit: 'none',
  allowRemote: 'none',
  audit: false,
  fund: false,
  progress: false,
};

function specOf({ name, version = 'latest' }: { name: string; version?: string | undefined }): string {
  if (!packageName.test(name)) throw notInstalled(`${JSON.stringify(name)} is no name of an npm package.`);
  if (!registryVersion.test(version)) throw notInstalled(`${JSON.stringify(version)} is no version of ${name}.`);
  return `${name}@${version}`;
}

async function writeManifest(folder: string, text: string): Promise<void> {
  const before = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (before === text) return;
  await writeFiles(folder, [{ file: 'package.json', ...(before !== undefined && { before }), after: text }]);
}

function explain(error: unknown, wanted: string | undefined): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'E404':
      return `The registry has no ${wanted ?? 'such package'}. Check its name.`;
    case 'ETARGET':
      return `There is no such version: ${message}`;
    case 'E401':
    case 'E403':
      return `The registry refuses: ${message}`;
    case 'EJSONPARSE':
      return 'package.json is not valid JSON.';
    case 'ERESOLVE':
      return `These packages don't go together: ${message}`;
    case 'EALLOWGIT':
    case 'EALLOWREMOTE':
      return `Only packages of a registry are installed here: ${message}`;
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'ENETUNREACH':
    case 'ERR_SOCKET_TIMEOUT':
      return `The npm registry can't be reached (${code}). Check the network and try again.`;
    default:
      return `npm's installer failed: ${message}`;
  }
}

function notInstalled(message: string, cause?: unknown): Fault<'not-installed'> {
  return new Fault('not-installed', message, cause);
}
