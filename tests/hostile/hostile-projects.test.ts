import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProject } from '../support/project-folder.ts';
import { hostileProjects } from './projects/all-projects.ts';
import { benignFiles, writeSurroundings } from './projects/hostile-project.ts';
import { deedOf, readTrace, type TracedCall } from './trace.ts';
import { startTracedEngine, type TracedEngine } from './traced-engine.ts';
import { visit, type Visit } from './visit.ts';

const benign = 'benign';
const bystander = 'bystander';

let root: string;
let engine: TracedEngine;
const asked: string[] = [];
const visits = new Map<string, Visit>();
/** What the engine answered for the bystander after each visit. */
const answers = new Map<string, number>();
let parts: Map<string, TracedCall[]>;

const at = (...names: string[]): string => path.join(root, ...names);
const partOf = (index: number): string => `project-${index}`;

const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end('{}');
});

/** One engine under strace opens them all, one after the other; marks in the trace say which is which. */
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'topicraft-hostile-')));
  await writeSurroundings(at('outside'));
  for (const name of [benign, bystander]) await writeProject(at(name), benignFiles);
  await mkdir(at('home'));
  engine = await startTracedEngine({ home: at('home'), state: at('state'), trace: at('trace') });
  const { client } = engine;
  const mark = async (name: string): Promise<void> => {
    await mkdir(at('marks', name), { recursive: true });
    await client.application.listFolder({ folder: at('marks', name) });
  };
  const opened = await client.projects.open({ folder: at(bystander) });
  if (!opened.ok) throw new Error('the bystander does not open');
  const { projectId, graph } = opened.project;
  let { revision } = opened.project;
  const see = async (name: string, folder: string): Promise<void> => {
    await mark(name);
    visits.set(name, await visit(client, folder));
    await mark(`after-${name}`);
    const command = { type: 'move-nodes', positions: { [graph.nodes[0]?.id ?? '']: { x: revision, y: 0 } } } as const;
    ({ revision } = await client.projects.apply({ projectId, revision, command }));
    answers.set(name, revision);
  };
  await see(benign, at(benign));
  for (const [index, { set }] of hostileProjects.entries()) {
    const folder = at(partOf(index));
    await writeProject(folder, benignFiles);
    await set({ folder, outside: at('outside'), address });
    await see(partOf(index), folder);
    // What it took of the disk is free for the next.
    await promisify(execFile)('rm', ['-rf', folder]);
  }
  await engine.stop();
  parts = await readTrace(at('trace'), at('marks'));
});

afterAll(async () => {
  server.close();
  await engine.stop();
  await rm(root, { recursive: true, force: true });
});

function callsOf(name: string): TracedCall[] {
  return [...(parts.get(name) ?? []), ...(parts.get(`after-${name}`) ?? [])];
}

function isBelow(folder: string, file: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

/** Deeds of these calls that no project may bring about; `folder` is the project's own. */
function misdeeds(calls: readonly TracedCall[], folder: string): string[] {
  const allowed = [folder, at('state'), at(bystander)];
  return calls
    .filter((call) => {
      const isWithin = call.paths.every((file) => allowed.some((own) => isBelow(own, file)));
      switch (deedOf(call)) {
        case 'exec':
        case 'connect':
        case 'hidden':
          return true;
        case 'write':
          return !isWithin && !call.paths.includes('/dev/null');
        case 'read':
          return call.paths.some((file) => isBelow(at('outside'), file) || /^\/etc\/passwd$|^\/dev\/zero$/.test(file));
      }
    })
    .map(({ name, arguments: words }) => `${name}(${words})`);
}

describe('a benign project', () => {
  it('is seen, edited and saved, and the trace shows it', () => {
    expect(visits.get(benign)).toMatchObject({ faults: [] });
    expect(misdeeds(callsOf(benign), at(benign))).toEqual([]);
    const written = callsOf(benign).filter((call) => deedOf(call) === 'write' && !call.failed);
    expect(written.flatMap(({ paths }) => paths)).toContain(at(benign, 'schemas/added.json'));
    const read = callsOf(benign).filter((call) => deedOf(call) === 'read' && !call.failed);
    expect(read.flatMap(({ paths }) => paths)).toContain(at(benign, 'handlers/billing.ts'));
  });

  it('shows that the trace tells of programs, connections and files elsewhere', () => {
    // The engine's own start: its program, its listener, its files.
    const deeds = new Set((parts.get('') ?? []).map(deedOf));
    expect([...deeds].toSorted()).toEqual(expect.arrayContaining(['connect', 'exec', 'read', 'write']));
    expect(misdeeds(parts.get('') ?? [], at(benign)).length).toBeGreaterThan(0);
  });
});

describe('opened, seen, edited and saved before it is trusted', () => {
  it('there are enough of them', () => {
    expect(hostileProjects.length).toBeGreaterThanOrEqual(50);
    expect(new Set(hostileProjects.map(({ name }) => name)).size).toBe(hostileProjects.length);
  });

  describe.each(hostileProjects.map(({ name }, index) => ({ name, index })))('$name', ({ index }) => {
    it('starts nothing, reaches nobody, and writes nothing outside of its folder', () => {
      expect(misdeeds(callsOf(partOf(index)), at(partOf(index)))).toEqual([]);
      expect(parts.has(partOf(index))).toBe(true);
    });

    it('runs nothing when it is asked to, and leaves the engine to others', () => {
      const seen = visits.get(partOf(index));
      expect(seen?.faults).toEqual([]);
      expect(Object.values(seen?.guarded ?? {}).filter((code) => code !== 'NOT_TRUSTED')).toEqual([]);
      expect(seen?.refused ? seen.refused.length : Object.keys(seen?.guarded ?? {}).length).toBeGreaterThan(0);
      expect(answers.get(partOf(index))).toBe(index + 2);
    });
  });

  it('nobody was asked for anything, and what stood beside them is as it was', async () => {
    expect(asked).toEqual([]);
    expect((await readdir(at('outside'))).toSorted()).toEqual(['kept.txt', 'secret.json', 'secret.ts']);
    expect(await readFile(at('outside', 'kept.txt'), 'utf8')).toBe('kept\n');
    expect(await readdir(at('home'))).toEqual([]);
  });
});
