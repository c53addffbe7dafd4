import { useState, type FormEvent } from 'react';
import type { DiagnosticMessage } from '../../shared/contract/index.ts';
import { openFolder } from '../actions/file-actions.ts';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow, TextInput } from '../ui/field.tsx';
import { FolderBrowser } from './folder-browser.tsx';
import styles from './form.module.css';

const formId = 'choose-folder';

const words = {
  'open-project': { title: 'Open a project', button: 'Open' },
  'save-as': { title: 'Save as another project', button: 'Save here' },
} as const;

/** Asks for a folder: of a project to open, or a new one to save into. */
export function FolderDialog({ purpose }: { purpose: 'open-project' | 'save-as' }) {
  const app = useApp();
  const { view, project, info } = app;
  const [folder, setFolder] = useState(info.projectsFolder);
  const [problems, setProblems] = useState<readonly DiagnosticMessage[]>([]);
  const { title, button } = words[purpose];
  const take = async (path: string): Promise<void> => {
    const done = purpose === 'open-project' ? await openFolder(app, path) : await project.saveAs(path);
    if (done) view.showDialog(undefined);
    else setProblems(project.getState().openProblems);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void take(folder);
  };
  return (
    <Dialog
      open
      onClose={() => view.showDialog(undefined)}
      title={title}
      width={480}
      actions={
        <>
          <Button size="large" onClick={() => view.showDialog(undefined)}>
            Cancel
          </Button>
          <Button size="large" look="primary" type="submit" form={formId}>
            {button}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.rows} onSubmit={submit}>
        <FieldRow label="Folder">
          {(ids) => <TextInput {...ids} mono value={folder} onChange={({ target }) => setFolder(target.value)} />}
        </FieldRow>
        <FolderBrowser
          folder={folder}
          onFolder={setFolder}
          {...(purpose === 'open-project' ? { onProject: (path: string) => void take(path) } : {})}
        />
        {problems.map(({ message, remedy }) => (
          <p key={message} className={styles.problem} role="alert">
            {message} {remedy}
          </p>
        ))}
      </form>
    </Dialog>
  );
}
