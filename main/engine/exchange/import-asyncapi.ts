import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic, Unsaid } from '../../../shared/graph/index.ts';
import { graphOfAsyncapi, maxDocumentLength } from '../../asyncapi/index.ts';
import { createProject } from '../project/create.ts';
import type { LoadedProject } from '../project/project.ts';
import { readProjectFile } from '../project/read-file.ts';

export type ImportedProject =
  | { readonly ok: true; readonly project: LoadedProject; readonly unsaid: readonly Unsaid[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The document itself, or the file that it stands in (absolute). */
export type DocumentSource = { readonly text: string } | { readonly file: string };

/**
 * A new project of an AsyncAPI 3 document, in a folder that is empty or not there yet (absolute). Nothing but the document is read,
 * and nothing is written where it is refused.
 */
export async function importAsyncapi(source: DocumentSource, folder: string): Promise<ImportedProject> {
  const found = 'text' in source ? { ok: true as const, text: source.text } : await readDocument(source.file);
  if (!found.ok) return found;
  const read = graphOfAsyncapi(found.text);
  if (!read.ok) return { ok: false, diagnostics: read.diagnostics };
  const created = await createProject(folder, read.project);
  return created.ok ? { ok: true, project: created.project, unsaid: read.unsaid } : created;
}

async function readDocument(
  file: string,
): Promise<{ ok: true; text: string } | { ok: false; diagnostics: readonly Diagnostic[] }> {
  // Whoever names a link means what it leads to.
  const real = await realpath(file).catch(() => path.resolve(file));
  const read = await readProjectFile(path.dirname(real), path.basename(real), maxDocumentLength);
  if (read.status === 'read') return { ok: true, text: read.text };
  if (read.status === 'refused') return { ok: false, diagnostics: [read.diagnostic] };
  const missing: Diagnostic = {
    code: 'file-missing',
    severity: 'error',
    message: `There is no file ${file}.`,
    place: {},
    remedy: 'Give the file with the AsyncAPI document.',
  };
  return { ok: false, diagnostics: [missing] };
}
