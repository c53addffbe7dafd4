import {
  explainPathProblem,
  problemOfProjectPath,
  writeGraph,
  writeLayout,
  type Diagnostic,
  type Graph,
  type Layout,
} from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { graphFile, layoutFile, type LoadCode, type LoadedProject, type ProjectSave } from './project.ts';
import { readProjectFile } from './read-file.ts';
import { writeFiles, type FileChange } from './write-files.ts';

/** What a project shall hold; what is absent stays as it is. */
export interface ProjectContent {
  graph?: Graph;
  layout?: Layout;
  /** All handler files: one that the project has and this map lacks is removed. */
  handlers?: ReadonlyMap<string, string>;
}

/** Texts of files are read back up to this size when a save checks that nobody else has changed them. */
const maxComparedBytes = 64 * 1024 * 1024;

/**
 * Writes what differs from `project`, all or nothing, and gives the project as it then is. Refused, with nothing written:
 * a file that could not be read when the project was loaded, one that somebody else has changed since, a path that leaves
 * the folder.
 */
export async function saveProject(project: LoadedProject, content: ProjectContent): Promise<ProjectSave> {
  const changes = changesOf(project, content);
  const refusals: Diagnostic<LoadCode>[] = [];
  for (const change of changes) {
    const refusal = await refusalOf(project, change);
    if (refusal) refusals.push(refusal);
  }
  if (refusals.length > 0) return { ok: false, diagnostics: refusals };
  try {
    await writeFiles(project.folder, changes);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const code = error.code === 'leaves-folder' ? 'file-leaves-folder' : 'file-unwritable';
    return {
      ok: false,
      diagnostics: [
        refusal(code, graphFile, `${error.message}.`, 'Nothing was changed. Check the folder’s permissions and space.'),
      ],
    };
  }
  const texts = new Map(project.texts);
  for (const { file, after } of changes) {
    if (after === undefined) texts.delete(file);
    else texts.set(file, after);
  }
  const saved: LoadedProject = {
    ...project,
    graph: content.graph ?? project.graph,
    layout: content.layout ?? project.layout,
    handlers: content.handlers ?? project.handlers,
    texts,
  };
  return { ok: true, project: saved, written: changes.map(({ file }) => file) };
}

function changesOf(project: LoadedProject, content: ProjectContent): FileChange[] {
  const changes: FileChange[] = [];
  const change = (file: string, after: string | undefined): void => {
    const before = project.texts.get(file);
    if (before === after) return;
    changes.push({ file, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  };
  const { handlers, layout, graph } = content;
  if (handlers && handlers !== project.handlers) {
    for (const [file, text] of handlers) change(file, text);
    for (const file of project.handlers.keys()) if (!handlers.has(file)) change(file, undefined);
  }
  // Compared as written, not as read: a file that somebody formatted by hand changes only with its content.
  if (layout && writeLayout(layout) !== writeLayout(project.layout)) change(layoutFile, writeLayout(layout));
  if (graph && writeGraph(graph) !== writeGraph(project.graph)) change(graphFile, writeGraph(graph));
  return changes;
}

async function refusalOf(project: LoadedProject, change: FileChange): Promise<Diagnostic<LoadCode> | undefined> {
  const { file, before } = change;
  const problem = problemOfProjectPath(file);
  if (problem) {
    return refusal(
      'unsafe-path',
      file,
      `${JSON.stringify(file)} is no path of a project.`,
      `${explainPathProblem(problem)}.`,
    );
  }
  if (project.unreadable.has(file)) {
    return refusal(
      'file-refused-on-load',
      file,
      `${file} could not be read when the project was opened, so it is not overwritten.`,
      'Mend the file, or move it away, and open the project again.',
    );
  }
  const found = await readProjectFile(project.folder, file, maxComparedBytes);
  if (found.status === 'refused') return found.diagnostic;
  const now = found.status === 'read' ? found.text : undefined;
  if (now === before) return undefined;
  return refusal(
    'file-changed-on-disk',
    file,
    before === undefined
      ? `${file} is there already, and the project did not know of it.`
      : `${file} was changed on disk since the project was opened.`,
    'Open the project again, then repeat the change.',
  );
}

function refusal(code: LoadCode, file: string, message: string, remedy: string): Diagnostic<LoadCode> {
  return { code, severity: 'error', message, place: { file }, remedy };
}
