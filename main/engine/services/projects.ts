import path from 'node:path';
import type { ContractOutputs, DiagnosticMessage } from '../../../shared/contract/index.ts';
import { applyCommand, type Diagnostic } from '../../../shared/graph/index.ts';
import {
  createProject,
  emptyTemplate,
  graphFile,
  loadProject,
  planRename,
  readTemplate,
  templateNames,
} from '../project/index.ts';
import type { OpenProject } from '../workspace/open-project.ts';
import type { EditOutcome } from '../workspace/project-changes.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';
import { eventsOf, snapshotOf } from './project-events.ts';

type OpenResult = ContractOutputs['projects']['open'];

const service = implementation.projects;

/** Open projects: their documents, their files. */
export function createProjectsService(parts: EngineParts) {
  const { clock, options, projects } = parts;
  const of = ({ projectId }: { projectId: string }): OpenProject => projectOf(parts, projectId);
  return service.router({
    open: service.open.handler(({ input }) => openFolder(parts, input.folder)),
    create: service.create.handler(({ input }) => create(parts, input.folder, input.template, input.name)),
    openExample: service.openExample.handler(({ input }) => openExample(parts, input.name)),
    close: service.close.handler(({ input }) => projects.close(of(input))),
    watch: service.watch.handler(({ input, signal }) => eventsOf(of(input), input.revision, clock, signal)),
    apply: service.apply.handler(({ input, errors }) => edited(of(input).apply(input.revision, input.command), errors)),
    writeFile: service.writeFile.handler(({ input, errors }) =>
      edited(of(input).writeFile(input.revision, input.file, input.text), errors),
    ),
    planRename: service.planRename.handler(async ({ input, errors }) => {
      const project = of(input);
      const { document, revision } = project;
      if (input.revision !== revision) throw outOfDate(revision, errors);
      const planned = await planRename(document, input.node, input.name);
      if (!planned.ok) return { ok: false, diagnostics: [...planned.diagnostics] };
      const applied = applyCommand(document, planned.command);
      return applied.ok ? planned : { ok: false, diagnostics: [applied.refusal] };
    }),
    save: service.save.handler(async ({ input }) => {
      const saved = await of(input).save();
      return saved.ok ? { ok: true, written: [...saved.written] } : { ok: false, diagnostics: [...saved.diagnostics] };
    }),
    saveAs: service.saveAs.handler(async ({ input }) => {
      const project = of(input);
      const folder = path.resolve(options.projectsFolder, input.folder);
      const wasTrusted = (await parts.trust.standingOf(project.folder)).trusted;
      const saved = await projects.saveAs(project, folder);
      if (!saved.ok) return { ok: false, diagnostics: [...saved.diagnostics] };
      // A copy is as its original: what isn't trusted doesn't become so by being copied.
      if (wasTrusted) await trustOwn(parts, project.folder);
      return await opened(parts, project);
    }),
    revert: service.revert.handler(({ input }) => of(input).revert()),
    resolveConflict: service.resolveConflict.handler(({ input }) => {
      of(input).resolveConflict(input.file, input.keep);
    }),
  });
}

/** A folder by a relative path stands in the projects' folder. */
export async function openFolder(parts: EngineParts, folder: string): Promise<OpenResult> {
  const result = await parts.projects.open(path.resolve(parts.options.projectsFolder, folder));
  return result.ok ? await opened(parts, result.project) : { ok: false, diagnostics: [...result.diagnostics] };
}

async function opened({ clock, state }: EngineParts, project: OpenProject): Promise<OpenResult> {
  const { name } = project.document.graph;
  // A list that can't be kept keeps no project from opening; the journal, in the same folder, warns of what is wrong there.
  await state.noteRecent({ folder: project.folder, name, openedMs: clock.nowMs() }).catch(() => undefined);
  return { ok: true, project: snapshotOf(project) };
}

async function create(parts: EngineParts, folder: string, template: string, name?: string): Promise<OpenResult> {
  const { examplesFolder, projectsFolder } = parts.options;
  if (!(await templateNames(examplesFolder)).includes(template)) {
    return refuse(
      'template-unknown',
      `There is no template ${JSON.stringify(template)}.`,
      'Choose one of those listed.',
    );
  }
  const target = path.resolve(projectsFolder, folder);
  const created = await createProject(target, await readTemplate(examplesFolder, template, name));
  if (!created.ok) return { ok: false, diagnostics: [...created.diagnostics] };
  // The folder was empty, and all that is in it now the app has written.
  await trustOwn(parts, created.project.folder);
  return await openFolder(parts, target);
}

/** Where it can't be kept, the project opens all the same, and the window asks. */
async function trustOwn({ trust, clock }: EngineParts, folder: string): Promise<void> {
  await trust.trust(folder, 'folder', clock.nowMs()).catch(() => undefined);
}

async function openExample(parts: EngineParts, name: string): Promise<OpenResult> {
  const { examplesFolder, projectsFolder } = parts.options;
  if (name === emptyTemplate || !(await templateNames(examplesFolder)).includes(name)) {
    return refuse('template-unknown', `There is no example ${JSON.stringify(name)}.`, 'Choose one of those listed.');
  }
  const copy = path.join(projectsFolder, name);
  const there = await loadProject(copy);
  const isMissing = !there.ok && there.diagnostics.every(({ code, place }) => isNoProject(code, place.file));
  return isMissing ? await create(parts, copy, name) : await openFolder(parts, copy);
}

/** There is nothing to open: a copy that is there and broken is opened, to say what is wrong with it. */
function isNoProject(code: string, file: string | undefined): boolean {
  return code === 'folder-missing' || (code === 'file-missing' && file === graphFile);
}

interface EditErrors {
  OUT_OF_DATE(options: { message: string; data: { revision: number } }): Error;
  REFUSED(options: { message: string; data: DiagnosticMessage }): Error;
}

function edited(outcome: EditOutcome, errors: EditErrors): { revision: number } {
  if (outcome.ok) return { revision: outcome.revision };
  if (outcome.code === 'out-of-date') throw outOfDate(outcome.revision, errors);
  const { refusal } = outcome;
  throw errors.REFUSED({ message: refusal.message, data: refusal });
}

function outOfDate(revision: number, errors: EditErrors): Error {
  return errors.OUT_OF_DATE({ message: 'The project has changed since this edit was made.', data: { revision } });
}

function refuse(code: string, message: string, remedy: string): OpenResult {
  const diagnostic: Diagnostic = { code, severity: 'error', message, place: {}, remedy };
  return { ok: false, diagnostics: [diagnostic] };
}
