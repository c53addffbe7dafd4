import type { DiagnosticMessage, FileConflict, ProjectEdit, ProjectSnapshot } from '../../shared/contract/index.ts';
import { applyCommand, type ProjectDocument } from '../../shared/graph/index.ts';
import { emptyHistory, type History } from './history.ts';

/** An open project as this window sees it. */
export interface OpenProject {
  readonly projectId: string;
  readonly folder: string;
  readonly document: ProjectDocument;
  /** Texts by path. */
  readonly schemas: Readonly<Record<string, string>>;
  readonly tests: Readonly<Record<string, string>>;
  readonly packageJson: string | undefined;
  /** Paths that differ from what is on disk. */
  readonly unsaved: readonly string[];
  readonly recovered: boolean;
  readonly conflicts: readonly FileConflict[];
  readonly diagnostics: readonly DiagnosticMessage[];
  readonly history: History;
}

/** A snapshot, with what only the window knows of the same project from before. */
export function projectOf(snapshot: ProjectSnapshot, former: OpenProject | undefined): OpenProject {
  const same = former?.projectId === snapshot.projectId ? former : undefined;
  const { projectId, folder, graph, layout, handlers, schemas, tests, packageJson, unsaved, recovered } = snapshot;
  return {
    projectId,
    folder,
    document: { graph, layout, handlers: new Map(Object.entries(handlers)) },
    schemas,
    tests,
    packageJson,
    unsaved,
    recovered,
    conflicts: same?.conflicts ?? [],
    diagnostics: same?.diagnostics ?? [],
    history: same?.history ?? emptyHistory,
  };
}

/** After an edit of another window; undefined where it can't be made here. It is no step of this window's undo. */
export function withEdit(project: OpenProject, edit: ProjectEdit): OpenProject | undefined {
  if (edit.type === 'file') return { ...project, ...withFile(project, edit.file, edit.text) };
  const result = applyCommand(project.document, edit.command);
  return result.ok ? { ...project, document: result.document } : undefined;
}

export function withFile(project: OpenProject, file: string, text: string | null): Partial<OpenProject> {
  if (file === 'package.json') return { packageJson: text ?? undefined };
  const kind = file.startsWith('schemas/') ? 'schemas' : 'tests';
  const { [file]: _former, ...rest } = project[kind];
  return { [kind]: text === null ? rest : { ...rest, [file]: text } };
}
