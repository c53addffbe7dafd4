import { FolderOpen } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import type { DiagnosticMessage, Example } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow, Select, TextInput } from '../ui/field.tsx';
import { FolderBrowser } from './folder-browser.tsx';
import styles from './form.module.css';

const formId = 'new-project';

/** Name, place and template of a new project. */
export function NewProjectDialog() {
  const { client, view, project, info, bridge } = useApp();
  const [name, setName] = useState('my-system');
  const [parent, setParent] = useState(info.projectsFolder);
  const [template, setTemplate] = useState('empty');
  const [examples, setExamples] = useState<readonly Example[]>([]);
  const [problems, setProblems] = useState<readonly DiagnosticMessage[]>([]);
  const [browsing, setBrowsing] = useState(false);
  useEffect(() => {
    client.application.examples().then(setExamples, () => setExamples([]));
  }, [client]);
  const folder = `${parent.replace(/[/\\]+$/, '')}/${name.trim()}`;
  const nameProblem = problemOfFolderName(name.trim());
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (nameProblem !== undefined) return;
    if (await project.create(folder, name.trim(), template)) view.showDialog(undefined);
    else setProblems(project.getState().openProblems);
  };
  const pickParent = async (): Promise<void> => {
    if (!bridge) return setBrowsing(!browsing);
    const picked = await bridge.pickFolder({
      title: 'Where the project goes',
      button: 'Choose',
      startIn: parent,
      purpose: 'create',
    });
    if (picked !== undefined) setParent(picked);
  };
  return (
    <Dialog
      open
      onClose={() => view.showDialog(undefined)}
      title="New project"
      width={480}
      actions={
        <>
          <Button size="large" onClick={() => view.showDialog(undefined)}>
            Cancel
          </Button>
          <Button size="large" look="primary" type="submit" form={formId} disabled={nameProblem !== undefined}>
            Create
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.rows} onSubmit={(event) => void create(event)}>
        <FieldRow label="Name" problem={nameProblem}>
          {(ids) => <TextInput {...ids} value={name} onChange={({ target }) => setName(target.value)} />}
        </FieldRow>
        <FieldRow label="Folder" hint={folder}>
          {(ids) => (
            <span className={styles.withButton}>
              <TextInput {...ids} mono value={parent} onChange={({ target }) => setParent(target.value)} />
              <IconButton icon={FolderOpen} label="Choose a folder" onClick={() => void pickParent()} />
            </span>
          )}
        </FieldRow>
        {browsing && <FolderBrowser folder={parent} onFolder={setParent} />}
        <FieldRow label="Begin with">
          {(ids) => (
            <Select
              {...ids}
              value={template}
              onChange={setTemplate}
              options={[
                { value: 'empty', label: 'An empty canvas' },
                ...examples.map((example) => ({ value: example.name, label: example.title })),
              ]}
            />
          )}
        </FieldRow>
        {problems.map(({ message, remedy }) => (
          <p key={message} className={styles.problem} role="alert">
            {message} {remedy}
          </p>
        ))}
      </form>
    </Dialog>
  );
}

function problemOfFolderName(name: string): string | undefined {
  if (name === '') return 'A project needs a name.';
  if (/[/\\:*?"<>|]/.test(name) || name.startsWith('.'))
    return 'The name becomes a folder: leave out / \\ : * ? " < > |';
  return undefined;
}
