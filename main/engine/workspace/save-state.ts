import type { Diagnostic } from '../../../shared/graph/index.ts';
import {
  configurationFile,
  copyOtherFiles,
  createProject,
  type LoadedProject,
  maxBytesOf,
  type ProjectLoad,
  type ProjectSave,
  readProjectFile,
  saveProject,
  writeEditorFiles,
  type WorkingDocument,
} from '../project/index.ts';
import { projectOfBase, type ProjectState } from './project-state.ts';

/** Writes the document to the project's own folder, then what outside editors read; that can only give warnings. */
export async function saveState(
  found: LoadedProject,
  { base, document }: ProjectState,
): Promise<Extract<ProjectSave, { ok: false }> | (Extract<ProjectSave, { ok: true }> & { warnings: Diagnostic[] })> {
  const saved = await saveProject(projectOfBase(found, base), document);
  return saved.ok ? { ...saved, warnings: await writeEditorFiles(saved.project) } : saved;
}

/** Makes a project of the document in a new folder, with all other files of the folder that it comes from. */
export async function copyProject(
  { folder: from }: LoadedProject,
  { graph, layout, handlers, schemas, tests, packageJson }: WorkingDocument,
  folder: string,
): Promise<ProjectLoad> {
  const files = new Map([...handlers, ...schemas, ...tests]);
  if (packageJson !== undefined) files.set('package.json', packageJson);
  const configuration = await readProjectFile(from, configurationFile, maxBytesOf('package.json'));
  if (configuration.status === 'read') files.set(configurationFile, configuration.text);
  const created = await createProject(folder, { graph, layout, files });
  if (created.ok) await copyOtherFiles(from, created.project.folder);
  return created;
}
