import { useState } from 'react';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { diffLines } from '../ui/diff-lines.ts';
import styles from './conflicts-dialog.module.css';

/** Files that were changed outside while they had unsaved edits here: the person chooses, with both in sight. */
export function ConflictsDialog() {
  const { project, view } = useApp();
  const [conflict, ...further] = useOpenProject(({ conflicts }) => conflicts);
  const [later, setLater] = useState<string>();
  if (!conflict || later === conflict.file) return null;
  const choose = (keep: 'mine' | 'theirs') => (): void => {
    project.resolveConflict(conflict.file, keep).catch((error: Error) => view.tell('error', error.message));
  };
  return (
    <Dialog
      open
      onClose={() => setLater(conflict.file)}
      title={`${conflict.file} was changed outside`}
      width={860}
      actions={
        <>
          <Button size="large" onClick={() => setLater(conflict.file)}>
            Decide later
          </Button>
          <Button size="large" onClick={choose('theirs')}>
            Take the file on disk
          </Button>
          <Button size="large" look="primary" onClick={choose('mine')}>
            Keep my edits
          </Button>
        </>
      }
    >
      <p className={styles.text}>
        Your edits and the file on disk differ. Lines with − are on disk, lines with + are yours.
        {further.length > 0 && ` ${further.length} more to decide.`}
      </p>
      <pre className={styles.diff}>
        {diffLines(conflict.theirs ?? '', conflict.mine ?? '').map(({ kind, text }, index) => (
          // Lines have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className={styles[kind]}>
            {{ same: '  ', removed: '− ', added: '+ ' }[kind]}
            {text}
          </div>
        ))}
      </pre>
    </Dialog>
  );
}
