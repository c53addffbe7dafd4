import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { endOf } from './end-of-process.ts';
import type { PipelineOrder } from './pipeline-kind.ts';

const program = path.join(import.meta.dirname, 'handwritten.ts');

/** The hand-written pipeline to its end: a process that consumes, and when it has joined one that produces. */
export async function runHandwrittenPipeline({
  bootstrap,
  prefix,
  kind,
  count,
  perSecond,
}: PipelineOrder): Promise<void> {
  const consumer = start('consume', bootstrap, prefix, String(count), kind);
  const consumed = endOf(consumer, 'the hand-written consumer');
  try {
    await Promise.race([once(consumer.stdout, 'data'), consumed]);
    const producer = start('produce', bootstrap, prefix, String(count), String(perSecond));
    await Promise.all([endOf(producer, 'the hand-written producer'), consumed]);
  } finally {
    consumer.kill();
  }
}

function start(...words: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ['--no-warnings', program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}
