import { useRef, useState } from 'react';
import type { TrustScope } from '../../shared/contract/index.ts';
import { useApp, useOpenProject, useTrust } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { plainPath } from '../ui/plain-path.ts';
import styles from './trust.module.css';

/** Asks whether the open project is trusted, and says what that means. */
export function TrustDialog() {
  const { client, trust, view } = useApp();
  const projectId = useOpenProject((project) => project.projectId);
  const standing = useTrust((state) => state.standing);
  const isAsking = useTrust((state) => state.isAsking);
  const safeAnswer = useRef<HTMLButtonElement>(null);
  const [isBusy, setBusy] = useState(false);
  if (!isAsking || !standing) return null;
  const { folder, parent } = standing;
  const choose = async (chosen: string, scope: TrustScope): Promise<void> => {
    setBusy(true);
    try {
      const { trusted } = await client.trust.trust({ projectId, folder: chosen, scope });
      trust.answer(trusted);
    } catch (error) {
      view.tell('error', error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={() => trust.answer(false)}
      title="Do you trust this project?"
      width={480}
      initialFocus={safeAnswer}
      actions={
        <>
          <Button ref={safeAnswer} size="large" onClick={() => trust.answer(false)}>
            Don’t trust
          </Button>
          <Button size="large" look="primary" disabled={isBusy} onClick={() => void choose(folder, 'folder')}>
            Trust this project
          </Button>
        </>
      }
    >
      <div className={styles.text}>
        <p>
          <code className={styles.path}>{plainPath(folder)}</code>
        </p>
        <p>
          <b>Its handlers run with your rights</b>: they can read and change your files and use the network, as any
          program that you start. Trust only what you wrote yourself, or got from somebody whom you trust with that.
        </p>
        <p>
          Until then nothing of it runs, nothing is installed, and nothing is connected to or fetched. Topicraft keeps
          the answer outside of the project, for this folder; you can take it back under “Manage trusted folders”.
        </p>
        {parent !== undefined && (
          <div className={styles.parent}>
            <p>Do you trust all projects in the folder around it, now and later?</p>
            <p>
              <code className={styles.path}>{plainPath(parent)}</code>
            </p>
            <Button disabled={isBusy} onClick={() => void choose(parent, 'tree')}>
              Trust the parent folder and all in it
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}
