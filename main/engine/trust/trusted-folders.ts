import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import {
  type TrustedFolder,
  trustedFolderSchema,
  type TrustScope,
  type TrustStanding,
} from '../../../shared/contract/index.ts';
import { isInside } from '../project/read-file.ts';
import { StateFile } from '../state/state-file.ts';

const fileSchema = z.object({ folders: z.array(trustedFolderSchema).default([]) });
type Content = z.infer<typeof fileSchema>;

/**
 * The folders that the person trusts, by their real paths, in a file of the app's own: no project can say of itself that it is
 * trusted. A file that can't be understood is set aside, and then nothing is trusted. All may reject with a StateFault.
 */
export class TrustedFolders {
  private readonly file: StateFile<Content>;
  private readonly homeFolder: string;
  private readonly listeners = new Set<() => void>();

  constructor(stateFolder: string, homeFolder = homedir()) {
    this.file = new StateFile(stateFolder, 'trusted-folders.json', fileSchema);
    this.homeFolder = homeFolder;
  }

  /** The one that was trusted last comes first. */
  async list(): Promise<TrustedFolder[]> {
    return (await this.file.read()).folders;
  }

  /** @param folder must exist; a link to it counts as what it leads to */
  async trust(folder: string, scope: TrustScope, trustedMs: number): Promise<void> {
    const real = await realpath(folder);
    await this.file.change(({ folders }) => {
      const former = folders.find((trusted) => trusted.folder === real);
      const widest = former?.scope === 'tree' ? 'tree' : scope;
      const others = folders.filter((trusted) => trusted !== former);
      return { folders: [{ folder: real, scope: widest, trustedMs }, ...others] };
    });
    this.tell();
  }

  /** @param folder as the list has it */
  async remove(folder: string): Promise<void> {
    await this.file.change(({ folders }) => ({ folders: folders.filter((trusted) => trusted.folder !== folder) }));
    this.tell();
  }

  /** Of a folder as it is now: one that a link was put in the place of counts as what the link leads to. */
  async standingOf(folder: string): Promise<TrustStanding> {
    // A folder that has gone can be asked about too; what runs from it was trusted under this path.
    const real = await realpath(folder).catch(() => folder);
    const { folders } = await this.file.read();
    const by = folders.find((trusted) => covers(trusted, real));
    const parent = this.parentOf(real);
    return {
      trusted: by !== undefined,
      folder: real,
      ...(parent !== undefined && { parent }),
      ...(by && { by: by.folder }),
    };
  }

  /** The folder around it, where it is one that a person may trust as a whole. What is downloaded lands in the home folder. */
  private parentOf(folder: string): string | undefined {
    const parent = path.dirname(folder);
    const isTooMuch =
      parent === this.homeFolder || isInside(parent, this.homeFolder) || parent === path.parse(parent).root;
    return isTooMuch ? undefined : parent;
  }

  /** Told after each change of the list; must not throw. Gives the function that ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function covers({ folder, scope }: TrustedFolder, real: string): boolean {
  return folder === real || (scope === 'tree' && isInside(folder, real));
}
