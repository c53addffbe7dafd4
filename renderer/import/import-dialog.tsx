import { useState } from 'react';
import { FormDialog } from '../app/form-dialog.tsx';
import { ProjectPlaceFields, useProjectPlace } from '../app/project-place.tsx';
import form from '../app/form.module.css';
import { LeftOut } from '../export/left-out.tsx';
import { useApp } from '../state/app-state.ts';
import type { ImportOutcome } from '../state/project-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { maxAsyncapiBytes, projectNameOf } from './file-names.ts';
import { FileField } from './file-field.tsx';

interface ChosenFile {
  readonly name: string;
  readonly text: string;
}

/** An AsyncAPI document becomes a project of its own, which is then open; what of it a graph can't say is listed. */
export function ImportDialog() {
  const { project, view } = useApp();
  const place = useProjectPlace('my-system');
  const [file, setFile] = useState<ChosenFile>();
  const [fileProblem, setFileProblem] = useState<string>();
  const [outcome, setOutcome] = useState<ImportOutcome>();
  const [isBusy, setBusy] = useState(false);
  const close = (): void => view.showDialog(undefined);

  const choose = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    setOutcome(undefined);
    setFile(undefined);
    if (chosen.size > maxAsyncapiBytes) {
      setFileProblem(`${chosen.name} is larger than 5 MB. Choose an AsyncAPI document.`);
      return;
    }
    try {
      const text = await chosen.text();
      setFile({ name: chosen.name, text });
      setFileProblem(undefined);
      place.setName(projectNameOf(chosen.name));
    } catch {
      setFileProblem(`${chosen.name} can’t be read. Choose it again, or another one.`);
    }
  };
  const submit = async (): Promise<void> => {
    if (!file || place.problem !== undefined) return;
    setBusy(true);
    const imported = await project.importAsyncapi(place.folder, file.text);
    setBusy(false);
    if (imported.ok && imported.unsaid.length === 0) close();
    else setOutcome(imported);
  };

  if (outcome?.ok) {
    return (
      <Dialog
        open
        onClose={close}
        title="Imported"
        width={480}
        actions={
          <Button size="large" look="primary" onClick={close}>
            Show the project
          </Button>
        }
      >
        <p className={form.about}>
          {place.name.trim()} is open. A graph can’t say all that {file?.name} says; the file itself stays as it is.
        </p>
        <LeftOut
          isOpen
          things={outcome.unsaid.map(({ what, why }) => `${what}. ${why}`)}
          one="One thing is not in the project"
          many={(count) => `${count} things are not in the project`}
        />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Import AsyncAPI document"
      submitLabel="Import"
      isIncomplete={!file || isBusy || place.problem !== undefined}
      onSubmit={submit}
      onClose={close}
    >
      <p className={form.about}>
        Channels become topics, operations become producers and consumers, message schemas become schemas. Version 3 of
        AsyncAPI, as YAML or JSON.
      </p>
      <FileField
        label="Document"
        accept=".yaml,.yml,.json"
        chosen={file?.name}
        problem={fileProblem}
        onChoose={(chosen) => void choose(chosen)}
      />
      <ProjectPlaceFields place={place} />
      {outcome?.diagnostics.map(({ message, remedy, place: { line, column } }) => (
        <p key={`${line}:${column}:${message}`} className={form.problem} role="alert">
          {line !== undefined && `${file?.name}:${line}:${column ?? 1}: `}
          {message} {remedy}
        </p>
      ))}
    </FormDialog>
  );
}
