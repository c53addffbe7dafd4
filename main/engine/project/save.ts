import { explainPathProblem, problemOfProjectPath, type Diagnostic } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { graphText, isSameGraph, isSameLayout, layoutText } from './document-text.ts';
import { graphFile, layoutFile, type LoadCode, type LoadedProject, type ProjectSave } from './project.ts';
import { readProjectFile } from './read-file.ts';
import { documentOf, withDocument, type WorkingDocument } from './working-document.ts';
import { writeFiles, type FileChange } from './write-files.ts';

/**
 * What a project shall hold; what is absent stays as it is. A map holds all files of its kind: one that the project has and the
 * map lacks is removed, as is package.json where the field is there and undefined.
 */
export type ProjectContent = Partial<WorkingDocument>;

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
  return { ok: true, project: afterwards(project, content, changes), written: changes.map(({ file }) => file) };
}

function afterwards(project: LoadedProject, content: ProjectContent, changes: readonly FileChange[]): LoadedProject {
  const written = withDocument(project, { ...documentOf(project), ...content });
  const texts = new Map(written.texts);
  const unreadable = new Set(written.unreadable);
  const malformed = new Map(written.malformed);
  for (const { file, after } of changes) {
    if (file !== graphFile && file !== layoutFile) continue;
    if (after !== undefined) texts.set(file, after);
    unreadable.delete(file);
    malformed.delete(file);
  }
  const diagnostics = written.diagnostics.filter(({ place: { file } }) => file === undefined || unreadable.has(file));
  return { ...written, diagnostics, texts, unreadable, malformed };
}

function changesOf(project: LoadedProject, content: ProjectContent): FileChange[] {
  const changes: FileChange[] = [];
  const change = (file: string, after: string | undefined): void => {
    const before = project.texts.get(file);
    if (before === after) return;
    changes.push({ file, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  };
  const changeAll = (directory: string, files: ReadonlyMap<string, string> | undefined): void => {
    if (!files) return;
    for (const [file, text] of files) change(file, text);
    for (const file of project.texts.keys()) {
      if (file.startsWith(directory) && !files.has(file)) change(file, undefined);
    }
  };
  const { handlers, schemas, tests, layout, graph } = content;
  changeAll('handlers/', handlers);
  changeAll('schemas/', schemas);
  changeAll('tests/', tests);
  if ('packageJson' in content) change('package.json', content.packageJson);
  // Compared as written, not as read: a file that somebody formatted by hand changes only with its content.
  if (layout && (overwrites(project, layoutFile) || !isSameLayout(layout, project.layout))) {
    change(layoutFile, layoutText(layout));
  }
  if (graph && (overwrites(project, graphFile) || !isSameGraph(graph, project.graph))) {
    change(graphFile, graphText(graph));
  }
  return changes;
}

/** The text that nobody understands is known, and so is to be written over. */
function overwrites({ malformed, texts }: LoadedProject, file: string): boolean {
  return malformed.has(file) && malformed.get(file) === texts.get(file);
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
  if (project.unreadable.has(file) && !project.texts.has(file)) {
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
