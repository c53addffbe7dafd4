import path from 'node:path';
import { z } from 'zod';
import { folderKey } from '../state/folder-key.ts';
import type { PackageChanges } from '../../../shared/contract/index.ts';
import { StateFile } from '../state/state-file.ts';
import { digestOfFiles, manifestFile, type PackageFile, type PackageItem } from './package-files.ts';

const itemSchema = z.tuple([z.string(), z.string(), z.string()]);
const fileSchema = z.object({ file: z.string(), digest: z.string(), items: z.array(itemSchema) });
const consentSchema = z.object({ files: z.array(fileSchema).default([]) });
type Consent = z.infer<typeof consentSchema>;

/** More of a list nobody reads; and no more of a lock file is kept. */
const mostChanges = 200;
const mostItems = 20_000;

/**
 * Which package files the person agreed to install, project by project (by its real path), outside of the projects. All may reject
 * with a StateFault.
 */
export class PackageConsents {
  private readonly folder: string;

  constructor(stateFolder: string) {
    this.folder = path.join(stateFolder, 'packages');
  }

  /** What has to be agreed to before these are installed; no changes where all of it was. */
  async changesOf(projectFolder: string, files: readonly PackageFile[]): Promise<PackageChanges> {
    const { files: former } = await this.fileOf(projectFolder).read();
    const all = changesBetween(former, files);
    const changes = all.slice(0, mostChanges);
    return { digest: digestOfFiles(files), changes, more: all.length - changes.length };
  }

  /** They were installed, and the person has agreed to it. */
  async note(projectFolder: string, files: readonly PackageFile[]): Promise<void> {
    const kept = files.map(({ file, digest, items }) => ({
      file,
      digest,
      items: items
        .slice(0, mostItems)
        .map(({ name, version, digest: own }): [string, string, string] => [name, version, own]),
    }));
    await this.fileOf(projectFolder).change(() => ({ files: kept }));
  }

  private fileOf(projectFolder: string): StateFile<Consent> {
    const name = folderKey(projectFolder);
    return new StateFile(this.folder, `${name}.json`, consentSchema);
  }
}

type Change = PackageChanges['changes'][number];

function changesBetween(former: Consent['files'], files: readonly PackageFile[]): Change[] {
  const names = new Set([...files, ...former].map(({ file }) => file));
  return [...names].flatMap((name) => {
    const before = former.find(({ file }) => file === name);
    const after = files.find(({ file }) => file === name);
    if (before?.digest === after?.digest) return [];
    if (!after) return [{ file: name, item: 'the whole file', before: 'there', after: 'removed' }];
    if (!before) return firstChanges(after);
    const items = itemChanges(
      name,
      before.items.map(([item, version, digest]) => ({ name: item, version, digest })),
      after.items,
    );
    // A change that no list of packages shows (overrides, workspaces, what isn't JSON) is one all the same.
    return items.length > 0 ? items : [{ file: name, item: 'something else than the list of its packages' }];
  });
}

/** A file that wasn't there: each package that package.json names; a lock file's are too many to be read one by one. */
function firstChanges({ file, items }: PackageFile): Change[] {
  if (file === manifestFile) return items.map(({ name, version }) => ({ file, item: name, after: version }));
  return [{ file, item: 'versions and places of packages', after: String(items.length) }];
}

function itemChanges(file: string, before: readonly PackageItem[], after: readonly PackageItem[]): Change[] {
  const former = new Map(before.map((item) => [item.name, item]));
  const latest = new Set(after.map(({ name }) => name));
  const changed = after.flatMap(({ name, version, digest }): Change[] => {
    const old = former.get(name);
    if (!old) return [{ file, item: name, after: version }];
    if (old.digest === digest) return [];
    const isSame = old.version === version;
    return [
      {
        file,
        item: name,
        before: old.version,
        after: isSame ? `${version}, of other content or from elsewhere` : version,
      },
    ];
  });
  const removed = before.filter(({ name }) => !latest.has(name));
  return [...changed, ...removed.map(({ name, version }) => ({ file, item: name, before: version, after: 'removed' }))];
}
