import type { Timer } from '../../../shared/lib/index.ts';
import { loadBetween, readUsage } from '../processes/process-load.ts';
import { listExamples } from '../project/index.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation } from './implementation.ts';
import { listFolder } from './list-folder.ts';
import { streamOf } from './stream.ts';

const service = implementation.application;
const loadIntervalMs = 2000;

/** What belongs to the app and to no project. */
export function createApplicationService(parts: EngineParts) {
  const { options, state } = parts;
  return service.router({
    info: service.info.handler(() => ({
      version: options.version,
      platform: platformOf(process.platform),
      keepsSecrets: options.secretStore.persistent,
      projectsFolder: options.projectsFolder,
      ...(options.openFirst === undefined ? {} : { openFirst: options.openFirst }),
    })),
    settings: service.settings.handler(() => state.settings()),
    changeSettings: service.changeSettings.handler(async ({ input }) => {
      const settings = await state.changeSettings(input);
      await parts.metrics.listen(settings.metricsPort);
      return settings;
    }),
    metrics: service.metrics.handler(() => parts.metrics.standing()),
    recentProjects: service.recentProjects.handler(() => state.recentProjects()),
    forgetRecent: service.forgetRecent.handler(({ input }) => state.forgetRecent(input.folder)),
    examples: service.examples.handler(() => listExamples(options.examplesFolder)),
    listFolder: service.listFolder.handler(async ({ input, errors }) => {
      const listed = await listFolder(input.folder);
      if (!listed.ok) throw errors.UNREADABLE({ message: listed.message });
      return listed.listing;
    }),
    load: service.load.handler(({ signal }) => streamOfLoad(parts, signal)),
  });
}

function platformOf(platform: NodeJS.Platform): 'linux' | 'darwin' | 'win32' | 'other' {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other';
}

/** Looks at the processes only while somebody watches. */
function streamOfLoad({ clock, processes }: EngineParts, signal: AbortSignal | undefined) {
  return streamOf({
    clock,
    signal,
    open: ({ changed, end }) => {
      let timer: Timer | undefined;
      let isClosed = false;
      let former = { timeMs: clock.nowMs(), usages: [] as Awaited<ReturnType<typeof readUsage>> };
      let load: ReturnType<typeof loadBetween> | undefined;
      const look = async (): Promise<void> => {
        const usages = await readUsage(processes.pids);
        if (isClosed) return;
        const timeMs = clock.nowMs();
        // The first look has nothing to compare with.
        const before = former.usages.length > 0 ? former.usages : usages;
        load = loadBetween(before, usages, timeMs - former.timeMs);
        former = { timeMs, usages };
        timer = clock.schedule(loadIntervalMs, () => void look().catch(end));
        changed();
      };
      look().catch(end);
      return {
        take: () => {
          const taken = load;
          load = undefined;
          return taken;
        },
        close: () => {
          isClosed = true;
          timer?.cancel();
        },
      };
    },
  });
}
