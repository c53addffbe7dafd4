import type { PackageChanges } from '../../../shared/contract/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import {
  formatCode,
  installPackages,
  readNpmSettings,
  readPackageFiles,
  readPackageTypes,
  runTest,
} from '../code/index.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { streamOfRounds } from './stream.ts';

const service = implementation.code;

/** The handlers of an open project, beside what runs: see ../code. */
export function createCodeService(parts: EngineParts) {
  /** Two installers in one folder would each undo the other's work. */
  const installing = new Set<OpenProject>();

  return service.router({
    testRun: service.testRun.handler(async ({ input }) => {
      const project = projectOf(parts, input.projectId);
      const session = parts.sessions.of(project);
      const { node, text, event } = input;
      const seed = session.seed ?? project.document.graph.settings.seed ?? 0;
      const deployed = session.running?.deployedCode(node);
      return await runTest(
        { project: project.project, node, text, event, seed, timeMs: parts.clock.nowMs(), deployed },
        parts.trials.of(project),
      );
    }),
    format: service.format.handler(async ({ input }) => {
      const text = await formatCode(projectOf(parts, input.projectId).project, input.file, input.text);
      return text === undefined ? {} : { text };
    }),
    packageTypes: service.packageTypes.handler(({ input }) =>
      readPackageTypes(projectOf(parts, input.projectId).project),
    ),
    installPackages: service.installPackages.handler(async ({ input, signal, errors }) => {
      const project = projectOf(parts, input.projectId);
      const asked = await changedPackages(parts, project).catch((error: unknown) => {
        throw error instanceof Fault && error.code === 'not-installed'
          ? errors.NOT_INSTALLED({ message: error.message })
          : error;
      });
      if (asked.changes.length > 0 && asked.digest !== input.agreed) {
        throw errors.PACKAGES_CHANGED({
          message: 'The package files have changed, so nothing was installed.',
          data: asked,
        });
      }
      const settings = await readNpmSettings();
      return streamOfRounds<InstallEvent>({
        clock: parts.clock,
        signal,
        open: ({ changed, end }) => {
          let pending: InstallEvent[] = [];
          const tell = (event: InstallEvent): void => {
            pending.push(event);
            changed();
          };
          const fail = (error: unknown): void =>
            end(error instanceof Fault ? errors.NOT_INSTALLED({ message: error.message }) : error);
          const install = async (): Promise<void> => {
            if (installing.has(project)) throw new Fault('not-installed', 'Packages are being installed already.');
            installing.add(project);
            try {
              const done = await installPackages({
                folder: project.folder,
                packageJson: project.document.packageJson,
                add: input.add,
                settings,
                onProgress: (message) => tell({ type: 'progress', message }),
              });
              await parts.packageConsents.note(
                project.folder,
                await readPackageFiles(project.folder, done.packageJson),
              );
              tell({ type: 'done', packageJson: done.packageJson, installed: done.installed });
            } finally {
              installing.delete(project);
            }
          };
          // It goes on where nobody reads any more: half an installation is worse than a whole one.
          install().then(() => end(), fail);
          return {
            take: () => {
              const events = pending;
              pending = [];
              return events;
            },
            close: () => undefined,
          };
        },
      });
    }),
  });
}

/** What the person has to agree to before anything is installed. */
async function changedPackages(
  { packageConsents }: EngineParts,
  { folder, document }: OpenProject,
): Promise<PackageChanges> {
  return await packageConsents.changesOf(folder, await readPackageFiles(folder, document.packageJson));
}

type InstallEvent =
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'done'; packageJson: string; installed: string[] };
