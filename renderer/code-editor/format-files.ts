import type { AppState } from '../state/app-state.ts';
import type { ProjectModels } from './project-models.ts';

/** Formats the files that have unsaved edits and are open as tabs, as on each save. What can't be read as code stays. */
export async function formatFiles(app: AppState, models: ProjectModels): Promise<void> {
  const { project } = app.project.getState();
  if (!project) return;
  await app.project.settled();
  const unsaved = new Set(app.project.getState().project?.unsaved);
  for (const file of app.view.getState().openFiles) {
    const model = models.model(file);
    if (!model || !unsaved.has(file)) continue;
    const text = model.getValue();
    const formatted = await app.client.code.format({ projectId: project.projectId, file, text });
    if (formatted.text === undefined || formatted.text === text || model.getValue() !== text) continue;
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text: formatted.text }], () => null);
  }
  models.flush();
}
