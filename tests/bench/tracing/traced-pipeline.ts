import { createRouterClient } from '@orpc/server';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createEngine } from '../../../main/engine/index.ts';
import { createNodeProcessHost } from '../../../main/headless/process-host.ts';
import { createPipelineProject } from '../pipeline/pipeline-project.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** A pipeline that runs in an engine, as fast as it can, and whose tracing is switched on and off. Whoever starts it stops it. */
export interface TracedPipeline {
  /** Events a second, emitted and handled, over the next so many milliseconds. */
  rate(isTraced: boolean, durationMs: number): Promise<number>;
  stop(): Promise<void>;
}

export async function startTracedPipeline(perSecond: number): Promise<TracedPipeline> {
  const project = await createPipelineProject('single', perSecond);
  const own = await mkdtemp(path.join(tmpdir(), 'topicraft-bench-engine-'));
  const engine = createEngine({
    processHost: createNodeProcessHost(pathToFileURL(`${path.join(root, 'out')}/`)),
    stateFolder: path.join(own, 'state'),
    projectsFolder: own,
    examplesFolder: path.join(root, 'examples'),
    exportedRuntimeFile: path.join(root, 'out/exported-runtime.json'),
    version: 'bench',
    secretStore: {
      persistent: false,
      encrypt: (text) => Promise.resolve(text),
      decrypt: (text) => Promise.resolve(text),
    },
  });
  const client = createRouterClient(engine.router);
  const opened = await client.projects.open({ folder: project.folder });
  if (!opened.ok) throw new Error(JSON.stringify(opened.diagnostics));
  const { projectId, folder } = opened.project;
  await client.trust.trust({ projectId, folder, scope: 'folder' });
  await client.session.start({ projectId, target: { type: 'embedded' } });
  const abort = new AbortController();
  let frame: { timeMs: number; events: number } = { timeMs: 0, events: 0 };
  const events = new Map<string, number>();
  const watching = (async () => {
    for await (const { timeMs, nodes } of await client.session.watch({ projectId }, { signal: abort.signal })) {
      for (const [id, node] of Object.entries(nodes)) if (node.kind !== 'topic') events.set(id, node.events);
      frame = { timeMs, events: [...events.values()].reduce((sum, count) => sum + count, 0) };
    }
  })();
  return {
    rate: async (isTraced, durationMs) => {
      await client.tracing.change({ projectId, isOn: isTraced });
      // What was under way as it was before is over soon.
      await setTimeout(500);
      const before = frame;
      await setTimeout(durationMs);
      return ((frame.events - before.events) * 1000) / (frame.timeMs - before.timeMs);
    },
    stop: async () => {
      abort.abort();
      await watching.catch(() => undefined);
      await engine.close();
      await project.remove();
      await rm(own, { recursive: true, force: true });
    },
  };
}
