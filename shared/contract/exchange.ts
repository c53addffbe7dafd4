import { z } from 'zod';
import { call, diagnosticSchema, ofProject } from './errors.ts';
import { projectSnapshotSchema } from './projects.ts';

/** Something that could not be said in another form: shared/graph's `Unsaid`, with any code. */
export const unsaidSchema = z.object({
  code: z.string(),
  where: z.object({
    element: z.string().optional(),
    fields: z.array(z.string()).optional(),
    file: z.string().optional(),
    pointer: z.string().optional(),
  }),
  what: z.string(),
  why: z.string(),
});
export type UnsaidMessage = z.infer<typeof unsaidSchema>;

/** A text that describes a project, and what of the project it leaves out. */
const descriptionSchema = z.object({ text: z.string(), unsaid: z.array(unsaidSchema) });

export const exchangeContract = {
  /** The project as it stands, unsaved edits and all, as an AsyncAPI 3 document. */
  asyncapi: call
    .input(z.object({ ...ofProject, form: z.enum(['yaml', 'json']).default('yaml') }))
    .output(descriptionSchema),
  /** The same project as a Mermaid flowchart. */
  mermaid: call.input(z.object(ofProject)).output(descriptionSchema),
  /**
   * A new project of an AsyncAPI 3 document, opened. The folder must be new or empty; a relative one stands in the projects' folder. A
   * file has an absolute path.
   */
  importAsyncapi: call
    .input(
      z.object({
        folder: z.string().min(1),
        source: z.union([z.strictObject({ text: z.string() }), z.strictObject({ file: z.string().min(1) })]),
      }),
    )
    .output(
      z.union([
        z.object({ ok: z.literal(true), project: projectSnapshotSchema, unsaid: z.array(unsaidSchema) }),
        z.object({ ok: z.literal(false), diagnostics: z.array(diagnosticSchema) }),
      ]),
    ),
};
