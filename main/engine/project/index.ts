export type { FilesCode, ProjectCode, ProjectFinding } from './checks/check-code.ts';
export { createProject, type NewProject } from './create.ts';
export { tsconfigText, writeHandlerTypes } from './editor-files.ts';
export { loadProject } from './load.ts';
export {
  graphFile,
  layoutFile,
  typesFile,
  type FileCode,
  type LoadCode,
  type LoadedProject,
  type ProjectLoad,
  type ProjectSave,
} from './project.ts';
export { planRename, type PlannedRename, type RenameCode, renameInProject } from './rename.ts';
export { saveProject, type ProjectContent } from './save.ts';
export { validateProject } from './validate.ts';
