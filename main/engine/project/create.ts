import { mkdir, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  emptyLayout,
  explainPathProblem,
  generateHandlerTypes,
  parseJson,
  problemOfProjectPath,
  writeGraph,
  writeLayout,
  type Diagnostic,
  type Graph,
  type Layout,
} from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { textFileKind } from './file-kinds.ts';
import { tsconfigText } from './editor-files.ts';
import { loadProject } from './load.ts';
import { graphFile, layoutFile, typesFile, type LoadCode, type ProjectLoad } from './project.ts';
import { errorCode } from './read-file.ts';
import { writeFiles } from './write-files.ts';

export interface NewProject {
  graph: Graph;
  layout?: Layout;
  /** Text by path: handlers, schemas, tests, package.json and whatever else the project starts with. */
  files?: ReadonlyMap<string, string>;
}

/**
 * Makes a project in `folder`, which is made where it is missing and must be empty where it is not, and loads it. Beside
 * what is given it gets topicraft.d.ts and a tsconfig.json, so that any editor understands the handlers at once.
 */
export async function createProject(folder: string, content: NewProject): Promise<ProjectLoad> {
  const { graph, layout = emptyLayout, files = new Map<string, string>() } = content;
  for (const file of files.keys()) {
    const problem = problemOfProjectPath(file);
    if (problem) {
      const message = `${JSON.stringify(file)} is no path of a project.`;
      return refuse('unsafe-path', { file }, message, `${explainPathProblem(problem)}.`);
    }
  }
  const texts = new Map([
    ['tsconfig.json', tsconfigText],
    [typesFile, generateHandlerTypes(graph, schemasIn(files))],
    [layoutFile, writeLayout(layout)],
    ...files,
    [graphFile, writeGraph(graph)],
  ]);
  const absolute = path.resolve(folder);
  try {
    await mkdir(absolute, { recursive: true });
    if ((await readdir(absolute)).length > 0) {
      return refuse(
        'folder-not-empty',
        {},
        `The folder ${folder} is not empty.`,
        'Choose a folder that is empty or not there.',
      );
    }
    await writeFiles(
      await realpath(absolute),
      [...texts].map(([file, after]) => ({ file, after })),
    );
  } catch (error) {
    const reason = error instanceof Fault ? error.message : errorCode(error);
    return refuse('file-unwritable', {}, `The project cannot be made: ${reason}.`, 'Choose another folder.');
  }
  return loadProject(absolute);
}

function schemasIn(files: ReadonlyMap<string, string>): ReadonlyMap<string, unknown> {
  const schemas = new Map<string, unknown>();
  for (const [file, text] of files) {
    const parsed = textFileKind(file) === 'schemas' ? parseJson(text) : undefined;
    if (parsed?.ok) schemas.set(file, parsed.value);
  }
  return schemas;
}

function refuse(code: LoadCode, place: Diagnostic['place'], message: string, remedy: string): ProjectLoad {
  return { ok: false, diagnostics: [{ code, severity: 'error', message, place, remedy }] };
}
