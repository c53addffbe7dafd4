export type { FilesCode, ProjectCode, ProjectFinding } from './checks/check-code.ts';
export { copyOtherFiles } from './copy.ts';
export { createProject, type NewProject } from './create.ts';
export { configurationFile, tsconfigText, writeEditorFiles, writeHandlerTypes } from './editor-files.ts';
export { graphText, isSameGraph, isSameLayout, layoutText } from './document-text.ts';
export { maxBytesOf, maxTotalBytes, textFileKind, type TextFileKind } from './file-kinds.ts';
export { loadProject, realFolder, reloadProject } from './load.ts';
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
export { readTemplate } from './read-template.ts';
export { errorCode, readProjectFile } from './read-file.ts';
export { planRename, type PlannedRename, type RenameCode, renameInProject } from './rename.ts';
export { saveProject, type ProjectContent } from './save.ts';
export { emptyTemplate, listExamples, templateNames } from './templates.ts';
export { ProjectValidator, validateProject } from './validate.ts';
export { documentOf, withDocument, type WorkingDocument } from './working-document.ts';
