import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { writeGraph, type Graph } from '../../shared/graph/index.ts';

/** A folder of its own with these files, gone when the test is. */
export async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'topicraft-project-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeProject(folder, files);
  return folder;
}

/** Writes these files into a folder, which is made where there is none. */
export async function writeProject(folder: string, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const absolute = path.join(folder, file);
    await mkdir(path.dirname(absolute), { recursive: true });
    await writeFile(absolute, content);
  }
}

/** A project on disk: the graph, and further files. */
export async function projectWith(graph: Graph, files: Record<string, string | Uint8Array> = {}): Promise<string> {
  return folderWith({ 'topicraft.json': writeGraph(graph), ...files });
}

/** Every file under a folder with its text, so that a test sees all that a call has left there. */
export async function textsIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const absolute = path.join(entry.parentPath, entry.name);
    texts[path.relative(folder, absolute).replaceAll(path.sep, '/')] = await readFile(absolute, 'utf8');
  }
  return texts;
}
