import { spawn } from 'node:child_process';
import path from 'node:path';
import type { PipelineOrder } from './pipeline-kind.ts';
import { createPipelineProject } from './pipeline-project.ts';
import { endOf } from './end-of-process.ts';

const bundle = path.resolve(import.meta.dirname, '../../../out/topicraft.js');

/** `topicraft run` of the pipeline, as a user would start it, to its end. */
export async function runTopicraftPipeline({
  bootstrap,
  prefix,
  kind,
  count,
  perSecond,
}: PipelineOrder): Promise<void> {
  const project = await createPipelineProject(kind, perSecond);
  try {
    const words = ['run', project.folder, '--bootstrap', bootstrap, '--prefix', prefix, '--events', String(count)];
    const child = spawn(process.execPath, [bundle, ...words, '--seed', '1', '--json'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await endOf(child, 'topicraft run');
  } finally {
    await project.remove();
  }
}
