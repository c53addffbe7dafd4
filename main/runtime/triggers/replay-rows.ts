import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { Fault } from '../../../shared/lib/index.ts';

export interface ReplayFile {
  /** Path in the project. */
  readonly file: string;
  readonly format: 'jsonl' | 'csv';
}

/** A row of a replayed file: what it holds, or why it can't be read. */
export type ReplayRow =
  { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly error: Error };

/**
 * The rows of a file, read as they are asked for. JSON Lines: one JSON value a line, blank lines left out. CSV (RFC 4180): the
 * first line names the columns, and each row is an object of texts. Throws where the file can't be read, lies outside the
 * project, or isn't CSV.
 */
export async function* readReplayRows(
  projectFolder: string,
  { file, format }: ReplayFile,
): AsyncGenerator<ReplayRow, void, undefined> {
  const [folder, absolute] = await Promise.all([realpath(projectFolder), realpath(path.resolve(projectFolder, file))]);
  if (!absolute.startsWith(folder + path.sep)) {
    throw new Fault('file-outside-project', `The file ${file} lies outside the project.`);
  }
  const stream = createReadStream(absolute);
  try {
    if (format === 'jsonl') yield* jsonRows(createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }));
    else {
      const records = stream.pipe(parse({ columns: true, bom: true, skip_empty_lines: true }));
      stream.on('error', (error) => records.destroy(error));
      for await (const payload of records) yield { ok: true, payload };
    }
  } finally {
    stream.destroy();
  }
}

async function* jsonRows(lines: AsyncIterable<string>): AsyncGenerator<ReplayRow, void, undefined> {
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const line = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (line.trim() !== '') yield parseLine(line, number);
  }
}

function parseLine(line: string, number: number): ReplayRow {
  try {
    const payload: unknown = JSON.parse(line);
    return { ok: true, payload };
  } catch (error) {
    return { ok: false, error: new Error(`Line ${number} is not JSON: ${String(error)}`) };
  }
}

/** How many rows a file has, at most `limit`; for sharing a budget of ticks. */
export async function countReplayRows(projectFolder: string, replay: ReplayFile, limit: number): Promise<number> {
  let count = 0;
  for await (const _ of readReplayRows(projectFolder, replay)) {
    count += 1;
    if (count >= limit) break;
  }
  return count;
}
