import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import { z } from 'zod';
import { type SavedFile, savedFileKinds, type SavedFileOutcome } from '../../../shared/contract/index.ts';

const mostBytes = 256 * 1024 * 1024;

export const savedFileSchema: z.ZodType<SavedFile> = z.object({
  title: z.string().max(200),
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^/\\]+$/),
  startIn: z.string().min(1).max(4096).optional(),
  kind: z.enum(Object.keys(savedFileKinds) as [keyof typeof savedFileKinds]),
  bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= mostBytes),
});

/** Writes a page's file where the person says, and nowhere else: whole, or not at all. */
export async function saveFile(window: BrowserWindow, file: SavedFile): Promise<SavedFileOutcome> {
  const { title, name, startIn, kind, bytes } = file;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title,
    defaultPath: startIn === undefined ? name : path.join(startIn, name),
    filters: [{ name: savedFileKinds[kind], extensions: [kind] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === '') return { status: 'cancelled' };
  try {
    await writeWhole(filePath, bytes);
    return { status: 'saved', file: filePath };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
