import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLines, repositoryFolder, startTopicraft, topicraft } from '../support/topicraft-command.ts';

const basicKafka = path.join(repositoryFolder, 'examples/basic-kafka');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'topicraft-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What a run emits, in the order of event ids. */
async function emittedBySeed(seed: string): Promise<unknown[]> {
  const { output } = await topicraft('run', basicKafka, '--events', '6', '--seed', seed, '--json');
  return parseLines(output)
    .filter(({ type }) => type === 'emitted')
    .map(({ eventId, key, partition }) => ({ eventId, key, partition }))
    .sort((one, other) => String(one.eventId).localeCompare(String(other.eventId)));
}

describe('topicraft run', () => {
  it('runs a new project, tells every event, ends by itself, and leaves nothing behind', async () => {
    const project = path.join(folder, 'first-steps');
    expect(await topicraft('new', project, '--template', 'basic-kafka')).toMatchObject({ code: 0 });
    const temporary = path.join(folder, 'temporary');
    await mkdir(temporary);
    const run = startTopicraft(['run', project, '--events', '12', '--seed', '7', '--json'], {
      environment: { TMPDIR: temporary },
    });
    const { code, output, errors } = await run.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(await readdir(temporary)).toEqual([]);

    const lines = parseLines(output);
    const ofType = (type: string) => lines.filter((line) => line.type === type);
    expect(lines[0]).toMatchObject({
      type: 'started',
      project: 'first-steps',
      target: 'embedded',
      seed: 7,
    });
    expect(lines.at(-1)).toMatchObject({
      type: 'ended',
      reason: 'events-done',
      totals: {
        rootEvents: 12,
        causedEvents: 0,
        handled: 24,
        deadLettered: 0,
        errors: 0,
      },
    });
    const emitted = ofType('emitted').map(({ eventId }) => eventId);
    expect(new Set(emitted).size).toBe(12);
    for (const consumer of ['recorder', 'alarm']) {
      const handled = ofType('handled').filter(({ node }) => node === consumer);
      expect(new Set(handled.map(({ eventId }) => eventId))).toEqual(new Set(emitted));
      expect(handled).toHaveLength(12);
    }
    expect(ofType('log').length).toBeGreaterThanOrEqual(12);
  });

  it('gives the same events for the same seed', async () => {
    const first = await emittedBySeed('3');
    expect(first).toHaveLength(6);
    expect(await emittedBySeed('3')).toEqual(first);
  });

  it('ends when the time of --for is over', async () => {
    const { code, output } = await topicraft('run', basicKafka, '--for', '500ms');
    expect(code).toBe(0);
    expect(parseLines(output).at(-1)).toMatchObject({
      type: 'ended',
      reason: 'time-over',
    });
  });

  it('stops in good order on Ctrl-C: 0 where it had no end of its own, 130 where it had', async () => {
    for (const [words, code] of [
      [[], 0],
      [['--events', '100000'], 130],
    ] as const) {
      const run = startTopicraft(['run', basicKafka, '--json', ...words]);
      await run.line(({ type }) => type === 'handled');
      run.signal('SIGINT');
      const result = await run.ended;
      expect(result.code).toBe(code);
      const lines = parseLines(result.output);
      expect(lines.at(-1)).toMatchObject({
        type: 'ended',
        reason: 'interrupted',
      });
      const { edges } = lines.findLast(({ type }) => type === 'stats') as unknown as {
        edges: { kind: string; source: string; events: number }[];
      };
      // Drained: what was emitted before the stop and fetched is handled; nothing is emitted after it.
      expect(edges.find(({ kind }) => kind === 'publishes')?.events).toBeGreaterThan(0);
    }
  });

  it('stops when nobody reads its output any more', async () => {
    const run = startTopicraft(['run', basicKafka, '--json']);
    await run.line(({ type }) => type === 'started');
    run.closeOutput();
    expect(await run.ended).toMatchObject({ code: 141, errors: '' });
  });

  it('refuses a project with errors, on standard output only in JSON', async () => {
    await writeFile(path.join(folder, 'topicraft.json'), '{ "format": 99 }');
    const { code, output, errors } = await topicraft('run', folder, '--json');
    expect(code).toBe(1);
    expect(parseLines(output).map(({ type }) => type)).toEqual(['diagnostic', 'ended']);
    expect(errors).toContain('has errors');
  });

  it('says so where no cluster answers', async () => {
    const { code, errors } = await topicraft('run', basicKafka, '--bootstrap', '127.0.0.1:1', '--json');
    expect(code).toBe(1);
    expect(errors).toContain('127.0.0.1:1');
    expect(errors).not.toContain('    at ');
  });
});

describe('topicraft run on a cluster', () => {
  it('creates topics only when told to, with the prefix, and alters none that is there', async () => {
    const broker = startTopicraft(['broker']);
    const { bootstrap } = await broker.line<{
      bootstrap: string;
      type?: never;
    }>(() => true);
    const words = ['run', basicKafka, '--bootstrap', bootstrap, '--prefix', 'demo', '--events', '6', '--json'];

    const refused = await topicraft(...words);
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('demo.temperatures');
    expect(refused.errors).toContain('--create-topics');

    const created = await topicraft(...words, '--create-topics');
    expect(created.code).toBe(0);
    expect(parseLines(created.output).find(({ type }) => type === 'started')).toMatchObject({
      target: 'external',
      bootstrap,
      topics: [
        {
          topic: 'temperatures',
          kafkaName: 'demo.temperatures',
          partitions: 3,
          created: true,
        },
      ],
    });

    const again = await topicraft(...words);
    expect(again.code).toBe(0);
    expect(parseLines(again.output).find(({ type }) => type === 'started')).toMatchObject({
      topics: [{ kafkaName: 'demo.temperatures', created: false }],
    });
    broker.signal('SIGINT');
    await broker.ended;
  });
});
