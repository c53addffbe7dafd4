import { lazy, Suspense } from 'react';
import { useApp, useOpenProject, useView } from '../state/app-state.ts';
import { startRun } from '../actions/run-actions.ts';
import { AskDialog } from './ask-dialog.tsx';
import { TrustDialog } from '../trust/trust-dialog.tsx';
import { ConflictsDialog } from './conflicts-dialog.tsx';

const TracingDialog = lazy(() =>
  import('../tracing/tracing-dialog.tsx').then((module) => ({ default: module.TracingDialog })),
);

/** The questions that belong to an open project. */
export function ProjectDialogs() {
  const app = useApp();
  const { view, project, client } = app;
  const dialog = useView((state) => state.dialog);
  const missingTopics = useView((state) => state.missingTopics);
  const projectId = useOpenProject((open) => open.projectId);
  const unsaved = useOpenProject((open) => open.unsaved);
  const close = (): void => view.showDialog(undefined);
  const leave = async (): Promise<void> => {
    close();
    await project.close();
    app.bridge?.releaseProject();
  };
  const saveAndLeave = async (): Promise<void> => {
    const problems = await project.save();
    if (problems.length === 0) return await leave();
    for (const { message, remedy } of problems) view.tell('error', `${message} ${remedy}`);
  };
  return (
    <>
      <ConflictsDialog />
      {dialog === 'tracing' && (
        <Suspense fallback={null}>
          <TracingDialog />
        </Suspense>
      )}
      <TrustDialog />
      <AskDialog
        open={dialog === 'close-project'}
        title="Save what you edited?"
        onClose={close}
        answers={[
          { label: 'Save and close', look: 'primary', onChoose: () => void saveAndLeave() },
          { label: 'Discard', look: 'danger', onChoose: () => void leave() },
        ]}
      >
        {unsaved.length === 1 ? `${unsaved[0]} has` : `${unsaved.length} files have`} edits that are not on disk yet.
      </AskDialog>
      <AskDialog
        open={missingTopics.length > 0}
        title="Create topics on this cluster?"
        onClose={() => view.setState({ missingTopics: [] })}
        answers={[
          {
            label:
              missingTopics.length === 1 ? 'Create the topic and run' : `Create ${missingTopics.length} topics and run`,
            look: 'primary',
            onChoose: () => {
              view.setState({ missingTopics: [] });
              void startRun(app, true);
            },
          },
        ]}
      >
        The cluster lacks {missingTopics.join(', ')}. What is there already stays as it is.
      </AskDialog>
      <AskDialog
        open={dialog === 'reset-broker'}
        title="Remove all records of the embedded broker?"
        onClose={close}
        answers={[
          {
            label: 'Remove them',
            look: 'danger',
            onChoose: () => {
              close();
              client.session.reset({ projectId }).catch((error: Error) => view.tell('error', error.message));
            },
          },
        ]}
      >
        What runs is stopped. Topics are empty and groups start anew at the next run. The project stays as it is.
      </AskDialog>
    </>
  );
}
