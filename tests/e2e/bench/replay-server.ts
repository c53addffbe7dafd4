import { parseArgs } from 'node:util';
import { setTimeout as passed } from 'node:timers/promises';
import { implement } from '@orpc/server';
import path from 'node:path';
import { createEngine, createMemorySecretStore, loadProject, systemClock } from '../../../main/engine/index.ts';
import { startEngineServer } from '../../../main/headless/serve/engine-server.ts';
import { contract } from '../../../shared/contract/index.ts';
import { repositoryFolder } from '../../support/topicraft-command.ts';
import { recordGapMs, recordStream, sessionGapMs } from './recorded-stream.ts';

/**
 * The engine of `topicraft serve` behind its own server, but for two streams: what a window is told of a run, and of records,
 * is made up beforehand, in the engine's shape and pace. Nothing else differs: the page reaches both by the contract, over the WebSocket. Words as `topicraft serve`
 * takes them, and `--events-per-second N`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, 'state-folder': { type: 'string' }, 'events-per-second': { type: 'string' } },
});
const [folder] = positionals;
const stateFolder = values['state-folder'];
const eventsPerSecond = Number(values['events-per-second']);
if (folder === undefined || stateFolder === undefined || !(eventsPerSecond > 0)) {
  throw new Error('replay-server.ts --events-per-second N --state-folder FOLDER PROJECT');
}
const load = await loadProject(folder);
if (!load.ok) throw new Error(JSON.stringify(load.diagnostics));
const recording = recordStream(load.project.graph, eventsPerSecond);

const beganMs = performance.now();
const turnNow = (gapMs: number): number => Math.ceil((performance.now() - beganMs) / gapMs);

/**
 * At the recorded pace, over and over, until the reader goes. There is one run for all readers: who comes later finds it where it is,
 * and one that is slow misses frames, as it does with the engine.
 */
async function* replay<Frame>(frames: readonly Frame[], gapMs: number) {
  for (let turn = turnNow(gapMs); ; turn = Math.max(turn + 1, turnNow(gapMs))) {
    await passed(Math.max(0, beganMs + turn * gapMs - performance.now()));
    const frame = frames[turn % frames.length];
    if (frame !== undefined) yield frame;
  }
}

async function* replaySession() {
  let isFirst = true;
  for await (const frame of replay(recording.session, sessionGapMs)) {
    yield isFirst ? { ...frame, complete: true, diagnostics: [] } : frame;
    isFirst = false;
  }
}

const engine = createEngine({
  processHost: {
    start: () => {
      throw new Error('Nothing is started while a recording is replayed.');
    },
  },
  version: 'replay',
  secretStore: createMemorySecretStore(),
  stateFolder,
  projectsFolder: path.dirname(folder),
  examplesFolder: path.join(repositoryFolder, 'examples'),
  exportedRuntimeFile: path.join(repositoryFolder, 'out/exported-runtime.json'),
  openFirst: folder,
});
const { session, records } = implement(contract);
const server = await startEngineServer({
  pageFolder: path.join(repositoryFolder, 'out/renderer'),
  router: {
    ...engine.router,
    session: {
      ...engine.router.session,
      watch: session.watch.handler(replaySession),
    },
    records: {
      ...engine.router.records,
      browse: records.browse.handler(() => replay(recording.records, recordGapMs)),
    },
  },
  port: 0,
  clock: systemClock,
});
console.log(JSON.stringify({ ready: true, url: server.address }));
process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => engine.close())
    .finally(() => process.exit(0));
});
