import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import {
  baseFile,
  chooseExport,
  type ExportPlan,
  type ExportSource,
  exportSystem,
  type ExportTarget,
  type FileChoice,
  type FormerExport,
  manifestFile,
  mergePlanned,
  planExport,
  readFormerExport,
} from '../../export/index.ts';
import { maxJsonBytes } from '../project/file-kinds.ts';
import type { LoadedProject } from '../project/project.ts';
import { readProjectFile } from '../project/read-file.ts';
import { validateProject } from '../project/validate.ts';
import { readFolder, writeFolder } from './export-folder.ts';
import { readExportedRuntime } from './read-runtime.ts';

export interface ExportRequest {
  readonly project: LoadedProject;
  readonly target: ExportTarget;
  /** Absolute; need not exist. */
  readonly folder: string;
  /** Where the build has gathered what exports take along. */
  readonly runtimeFile: string;
}

/** An export that could be made: what it would do to each file, and nothing done yet. */
export interface PreparedExport {
  readonly plan: ExportPlan;
  readonly folder: string;
  /** Warnings: what of the project is left out. */
  readonly diagnostics: readonly Diagnostic[];
  /** How the folder was exported to last. */
  readonly former: FormerExport | undefined;
  /** The texts of the manifest as they lie there. */
  readonly manifestTexts: { readonly manifest?: string | undefined; readonly base?: string | undefined };
}

export type ExportPreparation =
  | { readonly ok: true; readonly prepared: PreparedExport }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface PerformedExport {
  /** Paths, of files that were written and of those that were removed. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Merged files in which both sides changed the same place: marks stand in them. */
  readonly conflicts: readonly string[];
}

/**
 * Reads what is needed and plans; writes nothing. A project with errors isn't exported. Rejects with a Fault where this
 * installation can't export.
 */
export async function prepareExport(request: ExportRequest): Promise<ExportPreparation> {
  const { project, target, folder } = request;
  const errors = (await validateProject(project)).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { ok: false, diagnostics: errors };
  const refusal = await refuseFolder(project.folder, folder);
  if (refusal) return { ok: false, diagnostics: [refusal] };
  const runtime = await readExportedRuntime(request.runtimeFile);
  const { files, diagnostics } = await exportSystem(target, await sourceOf(project), runtime);

  const own = await readFolder(folder, [manifestFile, baseFile]);
  const manifestTexts = { manifest: own.texts.get(manifestFile), base: own.texts.get(baseFile) };
  const former = readFormerExport(manifestTexts.manifest, manifestTexts.base);
  if (own.diagnostics.length > 0 || former === 'unreadable') {
    return { ok: false, diagnostics: [...own.diagnostics, unreadableManifest] };
  }
  const existing = await readFolder(folder, new Set([...files.keys(), ...(former?.hashes.keys() ?? [])]));
  if (existing.diagnostics.length > 0) return { ok: false, diagnostics: existing.diagnostics };
  const plan = planExport({ target, generated: files, former, existing: existing.texts });
  return { ok: true, prepared: { plan, folder, diagnostics, former, manifestTexts } };
}

/** A file of the plan, as a person looks at it before choosing. */
export interface PreparedFile {
  readonly current?: string;
  readonly generated?: string;
  readonly merged?: { readonly text: string; readonly hasConflicts: boolean };
}

/** Undefined where the plan has no such file. */
export function preparedFile({ plan, former }: PreparedExport, file: string): PreparedFile | undefined {
  const planned = plan.files.find((candidate) => candidate.path === file);
  if (!planned) return undefined;
  const { current, generated } = planned;
  const merged = mergePlanned(planned, former);
  return {
    ...(current !== undefined && { current }),
    ...(generated !== undefined && { generated }),
    ...(merged && { merged }),
  };
}

/**
 * Writes a prepared export as chosen: all of it or nothing. Rejects with a Fault `export-folder-changed` where the folder is no
 * longer as it was when the export was prepared, `write-failed` or `leaves-folder`.
 *
 * @param choices by path, in place of what the plan has for them
 */
export async function performExport(
  prepared: PreparedExport,
  choices: ReadonlyMap<string, FileChoice> = new Map(),
): Promise<PerformedExport> {
  const { plan, folder, former, manifestTexts } = prepared;
  await expectUnchanged(prepared);
  const chosen = chooseExport(plan, former, choices);
  await writeFolder(folder, chosen.changes, chosen.former, manifestTexts);
  const paths = (isRemoval: boolean): string[] =>
    chosen.changes.filter(({ after }) => (after === undefined) === isRemoval).map(({ path }) => path);
  return { written: paths(false), removed: paths(true), conflicts: chosen.conflicts };
}

/** What was changed in the meantime would be written over without having been seen. */
async function expectUnchanged({ plan, folder, manifestTexts }: PreparedExport): Promise<void> {
  const expected = new Map(plan.files.map(({ path: file, current }) => [file, current]));
  expected.set(manifestFile, manifestTexts.manifest).set(baseFile, manifestTexts.base);
  const { texts, diagnostics } = await readFolder(folder, expected.keys());
  const changed = [...expected].flatMap(([file, text]) => (texts.get(file) === text ? [] : [file]));
  for (const { place } of diagnostics) if (place.file !== undefined) changed.push(place.file);
  const [first] = changed;
  if (first === undefined) return;
  const rest = changed.length === 1 ? '' : ` and ${changed.length - 1} more`;
  throw new Fault('export-folder-changed', `${first}${rest} in ${folder} changed meanwhile, so nothing was written.`);
}

async function sourceOf(project: LoadedProject): Promise<ExportSource> {
  const { folder, graph, handlers, schemas, tests, packageJson } = project;
  const texts = new Map(project.texts);
  for (const node of graph.nodes) {
    if (node.kind !== 'producer' || node.trigger.type !== 'replay') continue;
    const read = await readProjectFile(folder, node.trigger.file, maxJsonBytes);
    if (read.status === 'read') texts.set(node.trigger.file, read.text);
  }
  return { graph, handlers, schemas, tests, texts, packageJson };
}

const unreadableManifest: Diagnostic = {
  code: 'export.manifest-unreadable',
  severity: 'error',
  message: `${manifestFile} in the folder can't be understood, so your changes there can't be told from what was exported.`,
  place: { file: manifestFile },
  remedy: 'Take the file back from git, or export to another folder.',
};

/** The project must not be written over, and a folder must be one. */
async function refuseFolder(projectFolder: string, folder: string): Promise<Diagnostic | undefined> {
  const isFile = await stat(folder).then(
    (status) => !status.isDirectory(),
    () => false,
  );
  if (isFile) {
    return {
      code: 'export.no-folder',
      severity: 'error',
      message: `${folder} is a file.`,
      place: {},
      remedy: 'Name a folder, which need not exist.',
    };
  }
  const real = await realpath(folder).catch(() => path.resolve(folder));
  const relative = path.relative(projectFolder, real);
  const [first = ''] = relative.split(path.sep);
  if (relative !== '' && !['handlers', 'schemas', 'tests'].includes(first)) return undefined;
  return {
    code: 'export.folder-of-project',
    severity: 'error',
    message: 'The project can not be exported into its own files.',
    place: {},
    remedy: 'Name a folder beside the project.',
  };
}
