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
export { saveProject, type ProjectContent } from './save.ts';
