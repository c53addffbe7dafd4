import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { graphSchema, idSchema, layoutSchema, projectPathSchema } from '../graph/index.ts';
import { graphCommandSchema } from './command.ts';
import { call, diagnosticSchema, ofProject } from './errors.ts';

/** The text of each file of a kind, by path. */
const textsSchema = z.record(z.string(), z.string());

export const projectSnapshotSchema = z.object({
  ...ofProject,
  folder: z.string(),
  /** Counts the edits that the engine has taken. */
  revision: z.int(),
  graph: graphSchema,
  layout: layoutSchema,
  handlers: textsSchema,
  /** JSON text as it stands, whether it parses or not. */
  schemas: textsSchema,
  tests: textsSchema,
  packageJson: z.string().optional(),
  /** Paths of files that differ from what is on disk. */
  unsaved: z.array(z.string()),
  /** The unsaved edits are those of an earlier run that ended without saving. */
  recovered: z.boolean(),
});
export type ProjectSnapshot = z.infer<typeof projectSnapshotSchema>;

/** A file that was changed on disk while it had unsaved edits here. */
export const fileConflictSchema = z.object({
  file: z.string(),
  mine: z.string().optional(),
  theirs: z.string().optional(),
});
export type FileConflict = z.infer<typeof fileConflictSchema>;

/** An edit that the engine has taken, as it was asked for. */
const projectEditSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), command: graphCommandSchema }),
  z.object({ type: z.literal('file'), file: projectPathSchema, text: z.string().nullable() }),
]);
export type ProjectEdit = z.infer<typeof projectEditSchema>;

export const projectEventSchema = z.discriminatedUnion('type', [
  /**
   * First of all, but for a window that has the document already, and whenever the document has become another one than the window's: after changes on disk, say. `edited`
   * is for a window that lags behind too many edits to be told each.
   */
  z.object({
    type: z.literal('snapshot'),
    reason: z.enum(['opened', 'edited', 'changed-on-disk', 'resolved']),
    project: projectSnapshotSchema,
  }),
  /** Of any window, this one's own too: the last of them gave the revision, each before it the one before. */
  z.object({ type: z.literal('edited'), revision: z.int(), edits: z.array(projectEditSchema).min(1) }),
  z.object({ type: z.literal('unsaved'), revision: z.int(), files: z.array(z.string()) }),
  /** All that is wrong with the project, as of a revision: validation of graph, handlers and schemas. */
  z.object({ type: z.literal('diagnostics'), revision: z.int(), diagnostics: z.array(diagnosticSchema) }),
  /** Empty once they are resolved. */
  z.object({ type: z.literal('conflicts'), conflicts: z.array(fileConflictSchema) }),
  z.object({ type: z.literal('closed') }),
]);
export type ProjectEvent = z.infer<typeof projectEventSchema>;

const openResultSchema = z.union([
  z.object({ ok: z.literal(true), project: projectSnapshotSchema }),
  z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
]);
const editErrors = {
  /** The edit was made on a revision that is no longer the latest. */
  OUT_OF_DATE: { data: z.object({ revision: z.int() }) },
  /** The command may not be carried out; the diagnostic says why. */
  REFUSED: { data: diagnosticSchema },
};
const editedSchema = z.object({ revision: z.int() });

export const projectsContract = {
  /** Opening an open project gives it as it stands, unsaved edits and all. */
  open: call.input(z.object({ folder: z.string().min(1) })).output(openResultSchema),
  /** A new project from a template; `empty` has nothing on its canvas. The folder must be new or empty. */
  create: call
    .input(z.object({ folder: z.string().min(1), name: z.string().min(1).max(200), template: z.string() }))
    .output(openResultSchema),
  /** Copies an example into the projects' folder (or opens the copy that is there) and opens it. */
  openExample: call.input(z.object({ name: z.string() })).output(openResultSchema),
  /** Stops what runs and lets go of the folder. Unsaved edits are discarded: the window asks before. */
  close: call.input(z.object(ofProject)).output(z.void()),
  /** `revision`: the one that the window has got by opening; while the project is at it, no snapshot repeats it. */
  watch: call.input(z.object({ ...ofProject, revision: z.int().optional() })).output(eventIterator(projectEventSchema)),
  /** All or none. */
  apply: call
    .input(z.object({ ...ofProject, revision: z.int(), command: graphCommandSchema }))
    .errors(editErrors)
    .output(editedSchema),
  /** A file of schemas/ or tests/, or package.json; null removes it. Handlers are written by commands. */
  writeFile: call
    .input(z.object({ ...ofProject, revision: z.int(), file: projectPathSchema, text: z.string().nullable() }))
    .errors(editErrors)
    .output(editedSchema),
  /** The command that renames a node or topic in graph and handlers; the window applies it as its own. */
  planRename: call
    .input(z.object({ ...ofProject, revision: z.int(), node: idSchema, name: z.string().max(1000) }))
    .errors(editErrors)
    .output(
      z.union([
        z.object({ ok: z.literal(true), command: graphCommandSchema }),
        z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
      ]),
    ),
  /** Writes all unsaved edits. What was changed on disk meanwhile comes as `conflicts`, and nothing is written. */
  save: call
    .input(z.object(ofProject))
    .output(
      z.union([
        z.object({ ok: z.literal(true), written: z.array(z.string()) }),
        z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
      ]),
    ),
  /** Writes everything as a project of its own in another folder and goes on there. */
  saveAs: call.input(z.object({ ...ofProject, folder: z.string().min(1) })).output(openResultSchema),
  /** Takes up what is on disk. */
  revert: call.input(z.object(ofProject)).output(z.void()),
  resolveConflict: call
    .input(z.object({ ...ofProject, file: z.string(), keep: z.enum(['mine', 'theirs']) }))
    .output(z.void()),
};
