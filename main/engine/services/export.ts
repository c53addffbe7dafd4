import path from 'node:path';
import type { ExportedTexts } from '../../../shared/contract/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { performExport, type PreparedFile, preparedFile, prepareExport } from '../export/index.ts';
import type { EngineParts } from './engine-parts.ts';
import { implementation, projectOf } from './implementation.ts';

const service = implementation.export;

/** Longest text that is shown: an editor, and a person, do nothing with more. */
const mostShown = 1024 * 1024;

/** An open project as an ordinary program: see ../export. */
export function createExportService(parts: EngineParts) {
  const { options, exports, state } = parts;
  return service.router({
    suggestFolder: service.suggestFolder.handler(async ({ input }) => {
      const { folder } = projectOf(parts, input.projectId);
      const used = await state.exportFolder(folder);
      return { folder: used ?? `${folder}-export`, wasUsed: used !== undefined };
    }),
    prepare: service.prepare.handler(async ({ input }) => {
      const project = projectOf(parts, input.projectId);
      const preparation = await prepareExport({
        project: project.project,
        target: input.target,
        folder: path.resolve(options.projectsFolder, input.folder),
        runtimeFile: options.exportedRuntimeFile,
      });
      if (!preparation.ok) return { ok: false, diagnostics: [...preparation.diagnostics] };
      const { prepared } = preparation;
      const files = prepared.plan.files.map(({ path: file, state: fileState, choice, canMerge }) => ({
        path: file,
        state: fileState,
        choice,
        canMerge,
      }));
      const { folder, diagnostics } = prepared;
      const planId = exports.hold(project, prepared);
      return { ok: true, plan: { planId, folder, files, diagnostics: [...diagnostics] } };
    }),
    readFile: service.readFile.handler(({ input, errors }) => {
      const prepared = exports.find(projectOf(parts, input.projectId), input.planId);
      if (!prepared) throw errors.PLAN_GONE({ message: planGone });
      const texts = preparedFile(prepared, input.path);
      if (!texts) throw errors.NO_SUCH_FILE({ message: `The export has no file ${input.path}.` });
      return shownTexts(texts);
    }),
    perform: service.perform.handler(async ({ input, errors }) => {
      const project = projectOf(parts, input.projectId);
      const prepared = exports.take(project, input.planId);
      if (!prepared) throw errors.PLAN_GONE({ message: planGone });
      try {
        const performed = await performExport(prepared, new Map(Object.entries(input.choices)));
        // Where it went is only remembered for the next time; the export itself is done.
        await state.noteExportFolder(project.folder, prepared.folder).catch(() => undefined);
        const { written, removed, conflicts } = performed;
        return { folder: prepared.folder, written: [...written], removed: [...removed], conflicts: [...conflicts] };
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const { message } = error;
        if (error.code === 'export-folder-changed') throw errors.FOLDER_CHANGED({ message });
        throw errors.NOT_WRITTEN({ message });
      }
    }),
  });
}

const planGone = 'This preview is no longer the newest. Look at the folder again.';

function shownTexts({ current, generated, merged }: PreparedFile): ExportedTexts {
  const texts = [current, generated, merged?.text];
  if (texts.some((text) => text !== undefined && text.length > mostShown)) return { isTooLong: true };
  return {
    isTooLong: false,
    ...(current !== undefined && { current }),
    ...(generated !== undefined && { generated }),
    ...(merged && { merged }),
  };
}
