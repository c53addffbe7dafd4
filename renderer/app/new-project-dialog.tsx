import { useEffect, useState } from 'react';
import type { DiagnosticMessage, Example } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { FieldRow, Select } from '../ui/field.tsx';
import { FormDialog } from './form-dialog.tsx';
import styles from './form.module.css';
import { ProjectPlaceFields, useProjectPlace } from './project-place.tsx';

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
  const create = async (): Promise<void> => {
    if (await project.create(place.folder, place.name.trim(), template)) view.showDialog(undefined);
    else setProblems(project.getState().openProblems);
  };
  return (
    <FormDialog
      title="New project"
      submitLabel="Create"
      isIncomplete={place.problem !== undefined}
      onSubmit={create}
      onClose={() => view.showDialog(undefined)}
    >
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
    </FormDialog>
  );
}
