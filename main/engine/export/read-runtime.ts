import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Fault } from '../../../shared/lib/index.ts';
import type { ExportedRuntime } from '../../export/index.ts';

const texts = z.record(z.string(), z.string());
const runtimeSchema: z.ZodType<ExportedRuntime> = z.object({
  version: z.string(),
  files: texts,
  entries: texts,
  dependencies: texts,
  tools: texts,
  licence: z.string(),
});

/** What build/exported-runtime.ts has gathered. Rejects with a Fault where this installation lacks it. */
export async function readExportedRuntime(file: string): Promise<ExportedRuntime> {
  try {
    return runtimeSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Fault('export-runtime-missing', 'This installation lacks what exports take along; build it anew.', error);
  }
}
