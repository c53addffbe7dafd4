import type { ListedFolder, TrustStanding } from '../../../shared/contract/index.ts';
import { stat } from 'node:fs/promises';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { streamOf } from './stream.ts';

const service = implementation.trust;

/** Which folders the person trusts: see ../trust/README.md. */
export function createTrustService(parts: EngineParts) {
  const { trust, clock } = parts;
  return service.router({
    watch: service.watch.handler(({ input, signal }) =>
      streamOfStanding(parts, projectOf(parts, input.projectId), signal),
    ),
    trust: service.trust.handler(async ({ input, errors }) => {
      const { folder: opened } = projectOf(parts, input.projectId);
      const { folder, parent } = await trust.standingOf(opened);
      if (input.folder !== (input.scope === 'folder' ? folder : parent)) {
        throw errors.REFUSED({ message: `${opened} is not what it was when you were asked. Look at it again.` });
      }
      await trust.trust(input.folder, input.scope, clock.nowMs());
      return await trust.standingOf(opened);
    }),
    list: service.list.handler(() => listed(parts)),
    remove: service.remove.handler(async ({ input }) => {
      await trust.remove(input.folder);
      await endUntrusted(parts);
      return await listed(parts);
    }),
  });
}

async function listed({ trust }: EngineParts): Promise<ListedFolder[]> {
  return await Promise.all(
    (await trust.list()).map(async (trusted) => ({ ...trusted, exists: await isFolder(trusted.folder) })),
  );
}

async function isFolder(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

/** What runs goes on only as long as it is trusted. */
async function endUntrusted({ sessions, trials, trust }: EngineParts): Promise<void> {
  await Promise.all(
    sessions.all.map(async (session) => {
      if ((await trust.standingOf(session.project.folder)).trusted) return;
      await Promise.all([session.reset(), trials.end(session.project)]);
    }),
  );
}

/** Looks again after each change of the list, and where the project has gone to another folder. */
function streamOfStanding({ clock, trust }: EngineParts, project: OpenProject, signal: AbortSignal | undefined) {
  return streamOf<TrustStanding>({
    clock,
    signal,
    open: ({ changed, end }) => {
      let standing: TrustStanding | undefined;
      let { folder } = project;
      const look = (): void => {
        ({ folder } = project);
        trust.standingOf(folder).then((found) => {
          standing = found;
          changed();
        }, end);
      };
      const unsubscribe = [
        trust.onChange(look),
        project.onSignal(({ type }) => {
          if (type === 'closed') end();
          else if (project.folder !== folder) look();
        }),
      ];
      look();
      return {
        take: () => {
          const taken = standing;
          standing = undefined;
          return taken;
        },
        close: () => {
          for (const letGo of unsubscribe) letGo();
        },
      };
    },
  });
}
