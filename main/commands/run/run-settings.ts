import path from 'node:path';
import type { SessionTarget } from '../../engine/index.ts';
import type { Invocation } from '../command.ts';
import { UsageError } from '../command-line/parse.ts';
import { parseDurationMs, parseWholeNumber } from '../command-line/values.ts';
import { readTarget } from './run-target.ts';

/** What `topicraft run` was asked for, checked. */
export interface RunSettings {
  readonly projectFolder: string;
  readonly target: SessionTarget;
  readonly seed?: number;
  readonly prefix?: string;
  /** `--events` */
  readonly maxTicks?: number;
  /** `--for` */
  readonly durationMs?: number;
  readonly json: boolean;
}

const maxEvents = 1_000_000_000;

/** @throws UsageError */
export async function readRunSettings({
  arguments: words,
  options,
  frontDoor,
  output,
}: Invocation): Promise<RunSettings> {
  const text = (name: string): string | undefined => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const seed = text('seed');
  const prefix = text('prefix');
  const events = text('events');
  const duration = text('for');
  if (prefix !== undefined && !/^[A-Za-z0-9._-]{1,100}$/.test(prefix)) {
    throw new UsageError(`--prefix takes letters, digits, dots, hyphens and underscores, not ${prefix}.`, 'run');
  }
  return {
    projectFolder: path.resolve(frontDoor.currentFolder, words[0] ?? ''),
    target: await readTarget(options, frontDoor, output),
    ...(seed === undefined ? {} : { seed: parseWholeNumber('--seed', seed, 0, Number.MAX_SAFE_INTEGER) }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(events === undefined ? {} : { maxTicks: parseWholeNumber('--events', events, 1, maxEvents) }),
    ...(duration === undefined ? {} : { durationMs: parseDurationMs('--for', duration) }),
    json: options['json'] === true || !output.interactive,
  };
}
