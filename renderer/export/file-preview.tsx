import { lazy, Suspense } from 'react';
import type { ExportedFile, ExportedTexts, ExportFileChoice } from '../../shared/contract/index.ts';
import { Segmented } from '../ui/field.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './file-preview.module.css';
import { choiceOf, optionsOf, type Choices } from './file-words.ts';
import { useFileTexts } from './use-file-texts.ts';

// With Monaco, which comes when it is first needed.
const CodePreview = lazy(() =>
  import('../code-editor/code-preview.tsx').then((module) => ({ default: module.CodePreview })),
);

interface FilePreviewProps {
  planId: string;
  file: ExportedFile | undefined;
  choices: Choices;
  onChoose: (choice: ExportFileChoice) => void;
}

/** A file as it would be written; where there is one already, what would change in it. */
export function FilePreview({ planId, file, choices, onChoose }: FilePreviewProps) {
  const read = useFileTexts(planId, file?.path);
  if (!file) return <EmptyState title="Nothing changes">The folder is as this export would write it.</EmptyState>;
  const choice = choiceOf(file, choices);
  const options = optionsOf(file);
  return (
    <section className={styles.preview} aria-label={file.path}>
      <header className={styles.head}>
        <span className={`${styles.path} mono cut`} title={file.path}>
          {file.path}
        </span>
        {options.length > 0 && (
          <Segmented label={`What becomes of ${file.path}`} value={choice} options={options} onChange={onChoose} />
        )}
      </header>
      <div className={styles.text}>
        {read.type === 'failed' && <EmptyState title="It could not be read">{read.reason}</EmptyState>}
        {read.type === 'read' &&
          read.path === file.path &&
          (read.texts.isTooLong ? (
            <EmptyState title="Too long to be shown">It is written like any other file.</EmptyState>
          ) : (
            <Suspense fallback={<EmptyState title="Opening the editor" />}>
              <CodePreview path={file.path} {...shownTexts(read.texts, choice)} />
            </Suspense>
          ))}
      </div>
      {read.type === 'read' && <footer className={styles.note}>{noteOf(file, choice, read.texts)}</footer>}
    </section>
  );
}

/** Left what lies there, right what the choice would make of it, or the export if it is left. */
function shownTexts(
  { current, generated, merged }: ExportedTexts,
  choice: ExportFileChoice,
): { before?: string; text: string } {
  const next = (choice === 'merge' ? merged?.text : undefined) ?? generated;
  if (next === undefined) return { text: current ?? '' };
  return current === undefined || current === next ? { text: next } : { before: current, text: next };
}

function noteOf({ state, canMerge }: ExportedFile, choice: ExportFileChoice, { merged }: ExportedTexts): string {
  switch (state) {
    case 'new':
      return choice === 'write' ? 'Nothing is there yet.' : 'Left out. The next export takes it for deleted by you.';
    case 'same':
      return 'It is there already, just so.';
    case 'updated':
      return choice === 'write'
        ? 'You have not touched it since the last export, so it is updated.'
        : 'It stays as it was exported last, and is yours from now on.';
    case 'changed-by-you':
      return choice === 'write'
        ? 'Your changes are lost: − is yours, + is the export’s.'
        : 'You changed it, the drawing didn’t. It stays as it is: − is yours, + would be the export’s.';
    case 'conflict':
      if (choice === 'merge') {
        return merged?.hasConflicts
          ? 'Merged, but both changed the same lines: look for <<<<<<< in the file afterwards.'
          : 'Your changes and those of the export go together. No conflicts.';
      }
      if (choice === 'write') return 'Your changes are lost: − is yours, + is the export’s.';
      return canMerge
        ? 'You and the drawing both changed it. It stays as it is: − is yours, + would be the export’s.'
        : 'It lay here before any export. It stays as it is: − is what is there, + would be the export’s.';
    case 'deleted-by-you':
      return choice === 'write' ? 'It is written again.' : 'You deleted it, so it stays deleted.';
    case 'obsolete':
      return choice === 'remove'
        ? 'It is exported no more, and you have not touched it, so it is removed.'
        : 'It is exported no more. It stays this time.';
    case 'obsolete-changed':
      return choice === 'remove'
        ? 'It is removed, your changes too.'
        : 'It is exported no more, but you changed it, so it stays.';
  }
}
