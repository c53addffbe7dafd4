import type { Diagnostic } from '../../../shared/graph/index.ts';
import { loadProject, type LoadedProject, validateProject } from '../../engine/index.ts';

/** Reads a project and says everything that is wrong with it. Without a readable graph there is no project. */
export async function openProject(
  folder: string,
): Promise<{ project: LoadedProject | undefined; diagnostics: readonly Diagnostic[] }> {
  const load = await loadProject(folder);
  if (!load.ok) return { project: undefined, diagnostics: load.diagnostics };
  return { project: load.project, diagnostics: await validateProject(load.project) };
}
