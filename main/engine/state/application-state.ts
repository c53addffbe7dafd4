import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  applicationSettingsSchema,
  type ApplicationSettings,
  type RecentProject,
} from '../../../shared/contract/index.ts';
import { graphFile } from '../project/index.ts';
import { StateFile } from './state-file.ts';

const mostRecents = 20;

const recentsSchema = z.object({
  projects: z.array(z.object({ folder: z.string(), name: z.string(), openedMs: z.number() })).default([]),
});
type Recents = z.infer<typeof recentsSchema>;

const mostExportFolders = 100;

const exportFoldersSchema = z.object({
  exports: z.array(z.object({ project: z.string(), folder: z.string() })).default([]),
});
type ExportFolders = z.infer<typeof exportFoldersSchema>;

/** What the app keeps of one person from start to start: settings, recent projects, where projects were exported to. */
export class ApplicationState {
  private readonly settingsFile: StateFile<ApplicationSettings>;
  private readonly recentsFile: StateFile<Recents>;
  private readonly exportFoldersFile: StateFile<ExportFolders>;

  constructor(folder: string) {
    this.settingsFile = new StateFile(folder, 'settings.json', applicationSettingsSchema);
    this.recentsFile = new StateFile(folder, 'recent-projects.json', recentsSchema);
    this.exportFoldersFile = new StateFile(folder, 'export-folders.json', exportFoldersSchema);
  }

  /** @throws {StateFault} like all the others */
  settings(): Promise<ApplicationSettings> {
    return this.settingsFile.read();
  }

  changeSettings(changes: Partial<ApplicationSettings>): Promise<ApplicationSettings> {
    return this.settingsFile.change((settings) => ({ ...settings, ...changes }));
  }

  /** The newest first. */
  async recentProjects(): Promise<RecentProject[]> {
    return await lookedAfter(await this.recentsFile.read());
  }

  /** Puts a project first that has been opened. */
  async noteRecent(project: { folder: string; name: string; openedMs: number }): Promise<void> {
    await this.recentsFile.change(({ projects }) => ({
      projects: [project, ...projects.filter(({ folder }) => folder !== project.folder)].slice(0, mostRecents),
    }));
  }

  async forgetRecent(folder: string): Promise<RecentProject[]> {
    return await lookedAfter(
      await this.recentsFile.change(({ projects }) => ({
        projects: projects.filter((project) => project.folder !== folder),
      })),
    );
  }

  /** Where a project was exported to last. */
  async exportFolder(project: string): Promise<string | undefined> {
    const { exports } = await this.exportFoldersFile.read();
    return exports.find((entry) => entry.project === project)?.folder;
  }

  async noteExportFolder(project: string, folder: string): Promise<void> {
    await this.exportFoldersFile.change(({ exports }) => ({
      exports: [{ project, folder }, ...exports.filter((entry) => entry.project !== project)].slice(
        0,
        mostExportFolders,
      ),
    }));
  }
}

async function lookedAfter({ projects }: Recents): Promise<RecentProject[]> {
  return await Promise.all(
    projects.map(async (project) => ({ ...project, exists: await isFile(path.join(project.folder, graphFile)) })),
  );
}

async function isFile(file: string): Promise<boolean> {
  return await stat(file).then(
    (status) => status.isFile(),
    () => false,
  );
}
