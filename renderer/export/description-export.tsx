import { lazy, Suspense, useState } from 'react';
import type { SavedFileKind } from '../../shared/contract/index.ts';
import { useApp, useGraph } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/field.tsx';
import styles from './description-export.module.css';
import { LeftOut } from './left-out.tsx';
import panel from './panel.module.css';
import { saveFile } from './save-file.ts';
import { useDescription, type DescriptionForm } from './use-description.ts';

// With Monaco, which comes when it is first needed.
const CodePreview = lazy(() =>
  import('../code-editor/code-preview.tsx').then((module) => ({ default: module.CodePreview })),
);

interface FormOption {
  readonly value: DescriptionForm;
  readonly label: string;
}

const asyncapiForms: readonly FormOption[] = [
  { value: 'asyncapi-yaml', label: 'YAML' },
  { value: 'asyncapi-json', label: 'JSON' },
];
const mermaidForms: readonly FormOption[] = [{ value: 'mermaid', label: 'Mermaid' }];

const kindOf: Record<DescriptionForm, SavedFileKind> = {
  'asyncapi-yaml': 'yaml',
  'asyncapi-json': 'json',
  mermaid: 'mmd',
};

/** The project as an AsyncAPI 3 document. */
export function AsyncapiExport() {
  return <DescriptionExport forms={asyncapiForms} first="asyncapi-yaml" suffix=".asyncapi" />;
}

/** The drawing as a Mermaid flowchart. */
export function MermaidExport() {
  return <DescriptionExport forms={mermaidForms} first="mermaid" suffix="" />;
}

interface DescriptionExportProps {
  forms: readonly FormOption[];
  first: DescriptionForm;
  /** Of the file's name, before its kind. */
  suffix: string;
}

/** A text that describes the project: looked at, copied, saved, with what it leaves out. */
function DescriptionExport({ forms, first, suffix }: DescriptionExportProps) {
  const app = useApp();
  const { view } = app;
  const { name } = useGraph();
  const [form, setForm] = useState(first);
  const description = useDescription(form);
  const text = description.type === 'read' && description.form === form ? description.text : undefined;
  const tellFailure = (error: unknown): void =>
    view.tell('error', error instanceof Error ? error.message : String(error));
  const save = (): void => {
    if (text === undefined) return;
    saveFile(app, { name: `${name}${suffix}`, kind: kindOf[form], content: new Blob([text]) }).catch(tellFailure);
  };
  const copy = (): void => {
    if (text === undefined) return;
    navigator.clipboard.writeText(text).then(() => view.tell('success', 'Text copied.'), tellFailure);
  };
  return (
    <div className={panel.panel}>
      {forms.length > 1 && (
        <div className={panel.settings}>
          <Segmented label="Format" value={form} onChange={setForm} options={forms} />
        </div>
      )}
      {description.type === 'read' && (
        <LeftOut
          things={description.unsaid.map(({ what, why }) => `${what}. ${why}`)}
          one="One thing can’t be said in this form"
          many={(count) => `${count} things can’t be said in this form`}
        />
      )}
      <div className={styles.text}>
        {description.type === 'failed' && <EmptyState title="It could not be made">{description.reason}</EmptyState>}
        {text !== undefined && (
          <Suspense fallback={<EmptyState title="Opening the editor" />}>
            <CodePreview path={`text.${kindOf[form]}`} text={text} />
          </Suspense>
        )}
      </div>
      <footer className={panel.footer}>
        <span className={panel.note} />
        <span className={panel.buttons}>
          <Button size="large" onClick={() => view.showDialog(undefined)}>
            Cancel
          </Button>
          <Button size="large" onClick={copy} disabled={text === undefined}>
            Copy
          </Button>
          <Button size="large" look="primary" onClick={save} disabled={text === undefined}>
            Save
          </Button>
        </span>
      </footer>
    </div>
  );
}
