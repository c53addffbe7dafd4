import {
  AppWindow,
  FileBraces,
  FileInput,
  FilePlus2,
  FolderCode,
  FolderOpen,
  History,
  Image,
  Network,
  RotateCcw,
  SaveAll,
  X,
} from 'lucide-react';
import type { AppState } from '../state/app-state.ts';
import type { Action } from './action.ts';

const isOpen = (app: AppState): boolean => app.project.getState().project !== undefined;

/** Opens a folder chosen by the system's dialog, or by the page's own where there is none. */
async function chooseAndOpen(app: AppState): Promise<void> {
  if (!app.bridge) return app.view.showDialog('open-project');
  const folder = await app.bridge.pickFolder({ title: 'Open a project', button: 'Open', purpose: 'open' });
  if (folder !== undefined) await openFolder(app, folder);
}

/** A folder is open in one window only: another window that has it comes to the front. */
export async function openFolder(app: AppState, folder: string): Promise<boolean> {
  if ((await app.bridge?.claimProject(folder)) === 'elsewhere') return true;
  const former = app.project.getState().project?.folder;
  const opened = await app.project.open(folder);
  if (!opened) {
    if (former === undefined) app.bridge?.releaseProject();
    else await app.bridge?.claimProject(former);
    for (const problem of app.project.getState().openProblems)
      app.view.tell('error', `${problem.message} ${problem.remedy}`);
  }
  return opened;
}

async function closeProject(app: AppState): Promise<void> {
  if ((await app.project.unsavedNow()).length > 0) return app.view.showDialog('close-project');
  await app.project.close();
  app.bridge?.releaseProject();
}

export const fileActions: readonly Action[] = [
  {
    id: 'file.new',
    group: 'File',
    label: 'New project',
    keys: ['Mod+N'],
    scope: 'window',
    icon: FilePlus2,
    run: (app) => app.view.showDialog('new-project'),
  },
  {
    id: 'file.open',
    group: 'File',
    label: 'Open a folder',
    keys: ['Mod+O'],
    scope: 'window',
    icon: FolderOpen,
    run: chooseAndOpen,
  },
  {
    id: 'file.import-asyncapi',
    group: 'File',
    label: 'Import AsyncAPI document',
    scope: 'window',
    icon: FileInput,
    run: (app) => app.view.showDialog('import'),
  },
  {
    id: 'file.open-run',
    group: 'File',
    label: 'Open a saved run',
    scope: 'window',
    icon: History,
    run: (app) => app.view.showDialog('open-run'),
  },
  {
    id: 'file.new-window',
    group: 'File',
    label: 'New window',
    keys: ['Shift+Mod+N'],
    scope: 'window',
    icon: AppWindow,
    // A browser has windows of its own.
    enabled: (app) => app.bridge !== undefined,
    run: (app) => app.bridge?.openWindow(),
  },
  {
    id: 'file.save-as',
    group: 'File',
    label: 'Save as another project',
    keys: ['Shift+Mod+S'],
    scope: 'window',
    icon: SaveAll,
    enabled: isOpen,
    run: (app) => app.view.showDialog('save-as'),
  },
  {
    id: 'file.revert',
    group: 'File',
    label: 'Go back to what is saved',
    scope: 'window',
    icon: RotateCcw,
    enabled: (app) => (app.project.getState().project?.unsaved.length ?? 0) > 0,
    run: async (app) => {
      const { project } = app.project.getState();
      if (project) await app.client.projects.revert({ projectId: project.projectId });
    },
  },
  {
    id: 'file.export-project',
    group: 'File',
    label: 'Export as TypeScript project',
    keys: ['Shift+Mod+E'],
    scope: 'window',
    icon: FolderCode,
    enabled: isOpen,
    run: (app) => app.view.showExport('typescript-kafkajs'),
  },
  {
    id: 'file.export-asyncapi',
    group: 'File',
    label: 'Export as AsyncAPI document',
    scope: 'window',
    icon: FileBraces,
    enabled: isOpen,
    run: (app) => app.view.showExport('asyncapi'),
  },
  {
    id: 'file.export-mermaid',
    group: 'File',
    label: 'Export as Mermaid text',
    scope: 'window',
    icon: Network,
    enabled: isOpen,
    run: (app) => app.view.showExport('mermaid'),
  },
  {
    id: 'file.export-svg',
    group: 'File',
    label: 'Export diagram as SVG',
    scope: 'window',
    icon: Image,
    enabled: isOpen,
    run: (app) => app.view.showExport('picture', 'svg'),
  },
  {
    id: 'file.export-png',
    group: 'File',
    label: 'Export diagram as PNG',
    scope: 'window',
    icon: Image,
    enabled: isOpen,
    run: (app) => app.view.showExport('picture', 'png'),
  },
  {
    id: 'file.close',
    group: 'File',
    label: 'Close project',
    scope: 'window',
    icon: X,
    enabled: isOpen,
    run: closeProject,
  },
];
