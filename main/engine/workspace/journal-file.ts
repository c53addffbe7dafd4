import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { folderKey } from '../state/folder-key.ts';
import { projectPathSchema } from '../../../shared/graph/index.ts';
import { graphFile, layoutFile, textFileKind } from '../project/index.ts';
import { readIfThere, writeWhole } from '../state/state-file.ts';

const journalSchema = z.object({
  format: z.literal(1),
  folder: z.string(),
  files: z.array(
    z.object({
      file: projectPathSchema.refine(
        (file) => [graphFile, layoutFile].includes(file) || textFileKind(file) !== undefined,
      ),
      /** The text on disk that the edit was made on; null where there was no such file. */
      base: z.string().nullable(),
      /** The text as edited; null where the file was removed. */
      mine: z.string().nullable(),
    }),
  ),
});

/** The unsaved files of one project. */
export type JournalledFiles = z.infer<typeof journalSchema>['files'];

/** The file in which the unsaved edits of one project outlive a crash. Written whole, for the owner's eyes only. */
export class JournalFile {
  private readonly folder: string;
  private readonly file: string;

  /** `folder` is the project's real path. */
  constructor(stateFolder: string, folder: string) {
    this.folder = folder;
    const name = folderKey(folder);
    this.file = path.join(stateFolder, 'journals', `${name}.json`);
  }

  /**
   * Undefined where there is none. One that this version doesn't understand is set aside as `NAME.broken`.
   *
   * @throws {StateFault}
   */
  async read(): Promise<JournalledFiles | undefined> {
    const text = await readIfThere(this.file);
    if (text === undefined) return undefined;
    const journal = journalSchema.safeParse(parseJson(text));
    if (journal.success && journal.data.folder === this.folder) return journal.data.files;
    await this.setAside();
    return undefined;
  }

  /** @throws {StateFault} */
  async write(files: JournalledFiles): Promise<void> {
    const journal: z.infer<typeof journalSchema> = { format: 1, folder: this.folder, files };
    await writeWhole(this.file, JSON.stringify(journal));
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }

  async setAside(): Promise<void> {
    await rename(this.file, `${this.file}.broken`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
