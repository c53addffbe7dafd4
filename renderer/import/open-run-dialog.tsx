import { useState } from 'react';
import { FormDialog } from '../app/form-dialog.tsx';
import { ProjectPlaceFields, useProjectPlace } from '../app/project-place.tsx';
import form from '../app/form.module.css';
import { useApp } from '../state/app-state.ts';
import { toBase64 } from '../ui/bytes.ts';
import { FileField } from './file-field.tsx';
import { maxRunFileBytes, projectNameOf } from './file-names.ts';

/** A run that was saved as a file, here or elsewhere, becomes a project with that run among its past ones. */
export function OpenRunDialog() {
  const { project, view } = useApp();
  const place = useProjectPlace('a-run');
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const close = (): void => view.showDialog(undefined);

  const choose = (chosen: File | undefined): void => {
    if (!chosen) return;
    const isTooLarge = chosen.size > maxRunFileBytes;
    setProblem(isTooLarge ? `${chosen.name} is larger than any run that Topicraft saves.` : undefined);
    setFile(isTooLarge ? undefined : chosen);
    if (!isTooLarge) place.setName(projectNameOf(chosen.name));
  };
  const submit = async (): Promise<void> => {
    if (!file || place.problem !== undefined) return;
    setBusy(true);
    try {
      if (await project.openRun(place.folder, toBase64(new Uint8Array(await file.arrayBuffer())))) {
        close();
        view.setState({ bottomOpen: true, bottomTab: 'traces' });
      } else
        setProblem(
          project
            .getState()
            .openProblems.map(({ message, remedy }) => `${message} ${remedy}`)
            .join(' '),
        );
    } catch {
      setProblem(`${file.name} can’t be read. Choose it again, or another one.`);
    }
    setBusy(false);
  };
  return (
    <FormDialog
      title="Open a saved run"
      submitLabel="Open"
      isIncomplete={!file || isBusy || place.problem !== undefined}
      onSubmit={submit}
      onClose={close}
    >
      <p className={form.about}>
        Its events can be followed without a broker. The project that ran comes along, and runs only once you trust it.
      </p>
      <FileField label="Run" accept=".topicraft-run" chosen={file?.name} problem={problem} onChoose={choose} />
      <ProjectPlaceFields place={place} />
    </FormDialog>
  );
}
