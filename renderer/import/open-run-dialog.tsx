import { useState, type FormEvent } from 'react';
import { ProjectPlaceFields, useProjectPlace } from '../app/project-place.tsx';
import form from '../app/form.module.css';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { toBase64 } from '../ui/bytes.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FileField } from './file-field.tsx';
import { maxRunFileBytes, projectNameOf } from './file-names.ts';

const formId = 'open-run';

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
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
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
    <Dialog
      open
      onClose={close}
      title="Open a saved run"
      width={480}
      actions={
        <>
          <Button size="large" onClick={close}>
            Cancel
          </Button>
          <Button
            size="large"
            look="primary"
            type="submit"
            form={formId}
            disabled={!file || isBusy || place.problem !== undefined}
          >
            Open
          </Button>
        </>
      }
    >
      <form id={formId} className={form.rows} onSubmit={(event) => void submit(event)}>
        <p className={form.about}>
          Its events can be followed without a broker. The project that ran comes along, and runs only once you trust
          it.
        </p>
        <FileField label="Run" accept=".topicraft-run" chosen={file?.name} problem={problem} onChoose={choose} />
        <ProjectPlaceFields place={place} />
      </form>
    </Dialog>
  );
}
