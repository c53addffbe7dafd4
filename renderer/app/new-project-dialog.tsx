import { useEffect, useState, type FormEvent } from 'react';
import type { DiagnosticMessage, Example } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FieldRow, Select } from '../ui/field.tsx';
import styles from './form.module.css';
import { ProjectPlaceFields, useProjectPlace } from './project-place.tsx';

const formId = 'new-project';

/** Name, place and template of a new project. */
export function NewProjectDialog() {
  const { client, view, project } = useApp();
  const place = useProjectPlace('my-system');
  const [template, setTemplate] = useState('empty');
  const [examples, setExamples] = useState<readonly Example[]>([]);
  const [problems, setProblems] = useState<readonly DiagnosticMessage[]>([]);
  useEffect(() => {
    client.application.examples().then(setExamples, () => setExamples([]));
  }, [client]);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (place.problem !== undefined) return;
    if (await project.create(place.folder, place.name.trim(), template)) view.showDialog(undefined);
    else setProblems(project.getState().openProblems);
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
          <Button size="large" look="primary" type="submit" form={formId} disabled={place.problem !== undefined}>
            Create
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.rows} onSubmit={(event) => void create(event)}>
        <ProjectPlaceFields place={place} />
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
