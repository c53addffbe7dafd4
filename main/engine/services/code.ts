import { Fault } from '../../../shared/lib/index.ts';
import { formatCode, installPackages, readNpmSettings, readPackageTypes, runTest } from '../code/index.ts';
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
        { project: project.project, node, text, event, seed, deployed },
        { processHost: parts.processes, clock: parts.clock },
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

type InstallEvent =
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'done'; packageJson: string; installed: string[] };
