import { type Diagnostic, parseGraph, parseLayout } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { type UnpackedRun, unpackRun } from '../../tracing/index.ts';
import { createProject } from '../project/create.ts';
import { textFileKind } from '../project/file-kinds.ts';
import { graphFile, layoutFile, type LoadedProject } from '../project/project.ts';

export type OpenedRun =
  | { readonly ok: true; readonly project: LoadedProject }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * The project of a saved run, made in a folder that is empty or not there yet (absolute). The file may be anybody's: nothing of it runs,
 * and nothing is written where it is refused.
 */
export async function createProjectOfRun(bytes: Uint8Array, folder: string): Promise<OpenedRun> {
  let run: UnpackedRun;
  try {
    run = unpackRun(bytes);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return refused(error.message);
  }
  const { files } = run.head;
  const graph = parseGraph(files[graphFile] ?? '');
  if (!graph.ok) return { ok: false, diagnostics: graph.diagnostics };
  const layout = parseLayout(files[layoutFile] ?? '');
  const texts = Object.entries(files).filter(([file]) => textFileKind(file) !== undefined);
  const created = await createProject(folder, {
    graph: graph.document,
    ...(layout.ok && { layout: layout.document }),
    files: new Map(texts),
  });
  return created.ok ? { ok: true, project: created.project } : created;
}

function refused(message: string): OpenedRun {
  const remedy = 'Choose a file that Topicraft saved as a run.';
  return { ok: false, diagnostics: [{ code: 'run-unreadable', severity: 'error', message, place: {}, remedy }] };
}
