export {
  type ExportPreparation,
  type ExportRequest,
  performExport,
  type PerformedExport,
  type PreparedExport,
  prepareExport,
} from './prepare-export.ts';
export type { ExportPlan, FileChoice, FileState, PlannedFile } from '../../export/index.ts';
