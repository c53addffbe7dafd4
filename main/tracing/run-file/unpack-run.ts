import { gunzipSync } from 'node:zlib';
import { Fault } from '../../../shared/lib/index.ts';
import { maxRunBytes, maxRunFileBytes, runHeadSchema, runLineSchema, type RunHead, type RunLine } from './run-lines.ts';

export interface UnpackedRun {
  readonly head: RunHead;
  /** From the first on, each time. */
  readonly lines: () => Iterable<RunLine>;
}

/**
 * The head of a file, checked, and its lines, each checked as it is taken.
 *
 * @throws {Fault} `run-unreadable` what isn't a run, or not of this format; the lines throw it too
 */
export function unpackRun(bytes: Uint8Array): UnpackedRun {
  if (bytes.byteLength > maxRunFileBytes) throw unreadable('It is larger than 32 MB.');
  let text: Buffer;
  try {
    text = gunzipSync(bytes, { maxOutputLength: maxRunBytes + 1024 * 1024 });
  } catch {
    throw unreadable('It is no run that Topicraft saved, or a damaged one.');
  }
  const texts = linesOf(text);
  const head = runHeadSchema.safeParse(parsed(texts.next().value ?? ''));
  if (!head.success) throw unreadable('It is no run, or one that a newer Topicraft saved.');
  return { head: head.data, lines: () => checked(linesOf(text)) };
}

function* checked(texts: Iterable<string>): Generator<RunLine, void, undefined> {
  let number = 0;
  for (const text of texts) {
    number += 1;
    if (number === 1) continue;
    const line = runLineSchema.safeParse(parsed(text));
    if (!line.success) throw unreadable(`Line ${number} of it is damaged.`);
    yield line.data;
  }
}

function* linesOf(text: Buffer): Generator<string, void, undefined> {
  for (let from = 0; from < text.byteLength;) {
    const end = text.indexOf(10, from);
    const to = end === -1 ? text.byteLength : end;
    if (to > from) yield text.toString('utf8', from, to);
    from = to + 1;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(why: string): Fault<'run-unreadable'> {
  return new Fault('run-unreadable', `This file can’t be opened as a run. ${why}`);
}

/** Whether all that lines go by is named in the head, and each stands behind its trace. @throws {Fault} */
export function checkReferences({ nodes, topics, hosts, counts }: RunHead, lines: Iterable<RunLine>): void {
  const known = { node: new Set(nodes.map(([number]) => number)), topic: new Set(topics.map(([number]) => number)) };
  const check = (kind: 'node' | 'topic', number: number | null | undefined): void => {
    if (number !== null && number !== undefined && !known[kind].has(number)) {
      throw unreadable(`It speaks of a ${kind} that it doesn’t name.`);
    }
  };
  const checkHost = (attempt: readonly [number, number] | null): void => {
    if (attempt && attempt[0] >= hosts.length) throw unreadable('It speaks of a host that it doesn’t name.');
  };
  for (const [node, topic] of counts) {
    check('node', node);
    if (topic !== 0) check('topic', topic);
  }
  let hasTrace = false;
  for (const line of lines) {
    if (line.type === 'trace') {
      hasTrace = true;
      check('node', line.root?.node);
      check('topic', line.root?.topic);
      continue;
    }
    check('node', line.node);
    if (line.type === 'attempt') check('topic', line.place?.[0]);
    else check('topic', line.topic);
    if (line.type === 'commit') continue;
    if (!hasTrace) throw unreadable('It tells of an event before its trace.');
    checkHost(line.attempt);
    if (line.type === 'record') check('topic', line.causePlace?.[0]);
  }
}
