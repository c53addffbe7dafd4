import { z } from 'zod';
import { call, diagnosticSchema, ofProject } from './errors.ts';

/** What a project is exported as, file by file into a folder. */
export const exportTargetSchema = z.enum(['typescript-kafkajs']);

const filePathSchema = z.string().min(1).max(4096);

/** How a file of an export stands to what lies in the folder: see main/export/README.md. */
export const exportFileStateSchema = z.enum([
  'new',
  'same',
  'updated',
  'changed-by-you',
  'conflict',
  'deleted-by-you',
  'obsolete',
  'obsolete-changed',
]);
export type ExportFileState = z.infer<typeof exportFileStateSchema>;

export const exportFileChoiceSchema = z.enum(['write', 'leave', 'merge', 'remove']);
export type ExportFileChoice = z.infer<typeof exportFileChoiceSchema>;

export const exportedFileSchema = z.object({
  /** Relative to the folder, with forward slashes. */
  path: filePathSchema,
  state: exportFileStateSchema,
  /** What becomes of it unless a person says otherwise. */
  choice: exportFileChoiceSchema,
  canMerge: z.boolean(),
});
export type ExportedFile = z.infer<typeof exportedFileSchema>;

export const exportPlanSchema = z.object({
  /** Names this plan in what follows. It is good for one export, and goes with the project. */
  planId: z.string(),
  /** Absolute. */
  folder: z.string(),
  /** In the order of their paths. */
  files: z.array(exportedFileSchema),
  /** What of the project can't be said in the export. */
  diagnostics: z.array(diagnosticSchema),
});
export type ExportPlanMessage = z.infer<typeof exportPlanSchema>;

export const exportedTextsSchema = z.object({
  /** As it lies in the folder; absent where it doesn't. */
  current: z.string().optional(),
  /** As it would be written; absent where it is exported no more. */
  generated: z.string().optional(),
  /** Both together, where both have changed. */
  merged: z.object({ text: z.string(), hasConflicts: z.boolean() }).optional(),
  /** A text is too long to be shown, so all are absent. */
  isTooLong: z.boolean(),
});
export type ExportedTexts = z.infer<typeof exportedTextsSchema>;

const planErrors = {
  /** The plan was carried out, or too many were made after it, or the project was closed since. */
  PLAN_GONE: {},
};
const ofPlan = { ...ofProject, planId: z.string().min(1).max(64) };

/** A project as an ordinary program: looked at first, file by file, and then written. */
export const exportContract = {
  /** Where it was exported to last; otherwise a folder beside the project. */
  suggestFolder: call.input(z.object(ofProject)).output(z.object({ folder: z.string(), wasUsed: z.boolean() })),
  /** The document as it stands, unsaved edits and all, beside what lies in the folder, which need not exist. Writes nothing. */
  prepare: call
    .input(z.object({ ...ofProject, target: exportTargetSchema, folder: z.string().min(1).max(4096) }))
    .output(
      z.union([
        z.object({ ok: z.literal(true), plan: exportPlanSchema }),
        z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
      ]),
    ),
  readFile: call
    .input(z.object({ ...ofPlan, path: filePathSchema }))
    .errors({ ...planErrors, NO_SUCH_FILE: {} })
    .output(exportedTextsSchema),
  /** Writes all of it or nothing: exactly what was prepared. A file without a choice gets the plan's own. */
  perform: call
    .input(z.object({ ...ofPlan, choices: z.record(filePathSchema, exportFileChoiceSchema) }))
    .errors({
      ...planErrors,
      /** Something in the folder is no longer as the plan saw it. */
      FOLDER_CHANGED: {},
      NOT_WRITTEN: {},
    })
    .output(
      z.object({
        folder: z.string(),
        written: z.array(z.string()),
        removed: z.array(z.string()),
        /** Merged files in which both sides changed the same place: marks stand in them. */
        conflicts: z.array(z.string()),
      }),
    ),
};
