export {
  type ExportPreparation,
  type ExportRequest,
  performExport,
  type PerformedExport,
  type PreparedExport,
  type PreparedFile,
  preparedFile,
  prepareExport,
} from './prepare-export.ts';
export { PreparedExports } from './prepared-exports.ts';
export type { ExportPlan, FileChoice, FileState, PlannedFile } from '../../export/index.ts';
