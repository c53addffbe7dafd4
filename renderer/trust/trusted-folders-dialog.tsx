import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ListedFolder } from '../../shared/contract/index.ts';
import { AskDialog } from '../app/ask-dialog.tsx';
import { useApp } from '../state/app-state.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { plainPath } from '../ui/plain-path.ts';
import styles from './trust.module.css';

/** All folders that are trusted; each can be taken back. What runs from one is stopped, after a question. */
export function TrustedFoldersDialog() {
  const app = useApp();
  const { client, view } = app;
  const [folders, setFolders] = useState<readonly ListedFolder[]>();
  const [asked, setAsked] = useState<string>();
  useEffect(() => {
    client.trust.list().then(setFolders, (error: Error) => view.tell('error', error.message));
  }, [client, view]);
  const remove = (folder: string): void => {
    setAsked(undefined);
    client.trust.remove({ folder }).then(setFolders, (error: Error) => view.tell('error', error.message));
  };
  const close = (): void => view.showDialog(undefined);
  const isRunning = (folder: string): boolean => {
    const { state } = app.session.getState().overview;
    return app.trust.getState().standing?.by === folder && (state === 'running' || state === 'starting');
  };
  return (
    <>
      <Dialog
        open
        onClose={close}
        title="Trusted folders"
        width={680}
        actions={
          <Button size="large" onClick={close}>
            Done
          </Button>
        }
      >
        {folders?.length === 0 && (
          <EmptyState title="No folder is trusted">
            A project that you open is looked at and edited without trust; you are asked when something of it is to run.
          </EmptyState>
        )}
        {folders && folders.length > 0 && (
          <ul className={styles.folders} aria-label="Trusted folders">
            {folders.map(({ folder, scope, exists }) => (
              <li key={folder}>
                <span className={styles.folder}>
                  <code className={styles.path}>{plainPath(folder)}</code>
                  <span className={styles.meta}>
                    {scope === 'tree' ? 'With all in it' : 'This project alone'}
                    {!exists && ', not there any more'}
                  </span>
                </span>
                <Button
                  icon={Trash2}
                  aria-label={`Remove trust in ${plainPath(folder)}`}
                  onClick={() => (isRunning(folder) ? setAsked(folder) : remove(folder))}
                >
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Dialog>
      <AskDialog
        open={asked !== undefined}
        title="Stop what runs?"
        onClose={() => setAsked(undefined)}
        answers={[
          { label: 'Stop and remove trust', look: 'danger', onChoose: () => asked !== undefined && remove(asked) },
        ]}
      >
        The open project runs because this folder is trusted. Without trust it is stopped, and the records of its
        embedded broker are removed.
      </AskDialog>
    </>
  );
}
