import { Check, Copy, FolderOpen } from 'lucide-react';
import { useRef } from 'react';
import { useApp } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './export-result.module.css';
import { filesText } from './file-words.ts';
import panel from './panel.module.css';
import type { ExportResult } from './use-export.ts';

interface ExportResultViewProps {
  result: ExportResult;
  /** There was nothing of it before. */
  isFirst: boolean;
  onClose: () => void;
}

/** What was done, what is left to do by hand, and how to go on. */
export function ExportResultView({ result, isFirst, onClose }: ExportResultViewProps) {
  const { bridge, view } = useApp();
  const { folder, written, removed, conflicts } = result;
  const commands = nextCommands(folder, isFirst);
  const done = useRef<HTMLButtonElement>(null);
  const copy = (text: string, what: string): void => {
    navigator.clipboard.writeText(text).then(
      () => view.tell('success', `${what} copied.`),
      () => view.tell('error', 'The clipboard can’t be written here.'),
    );
  };
  return (
    <div className={panel.panel}>
      <section className={styles.result} aria-label="Exported">
        <p className={styles.head} role="status">
          <span className={styles.mark}>
            <Icon icon={Check} size={16} />
          </span>
          {filesText(written.length)} written{removed.length > 0 && `, ${removed.length} removed`}
        </p>
        <p className={`${styles.folder} mono`}>{folder}</p>
        {conflicts.length > 0 && (
          <div className={styles.conflicts}>
            <p>Both changed the same lines. Look for &lt;&lt;&lt;&lt;&lt;&lt;&lt; and choose in</p>
            <ul>
              {conflicts.map((file) => (
                <li key={file} className="mono">
                  {file}
                </li>
              ))}
            </ul>
          </div>
        )}
        <h3 className={styles.next}>Go on with</h3>
        <div className={styles.commands}>
          <pre>{commands.join('\n')}</pre>
          <IconButton icon={Copy} label="Copy the commands" onClick={() => copy(commands.join('\n'), 'Commands')} />
        </div>
        <p className={styles.about}>
          README.md in the folder says what is where, how to run it with Docker or Kubernetes, and how to export again.
        </p>
      </section>
      <footer className={panel.footer}>
        <span className={panel.note} />
        <span className={panel.buttons}>
          {bridge ? (
            <Button size="large" icon={FolderOpen} onClick={() => bridge.showItemInFolder(folder)}>
              Show in folder
            </Button>
          ) : (
            <Button size="large" icon={Copy} onClick={() => copy(folder, 'Path')}>
              Copy path
            </Button>
          )}
          <Button ref={done} size="large" look="primary" onClick={onClose}>
            Done
          </Button>
        </span>
      </footer>
    </div>
  );
}

/** To be typed in a terminal. After the first export the packages come first. */
function nextCommands(folder: string, isFirst: boolean): string[] {
  const quoted = /^[\w./\\:~-]+$/.test(folder) ? folder : `"${folder}"`;
  return [
    `cd ${quoted}`,
    ...(isFirst ? ['npm install'] : []),
    'npm run check',
    'npm test',
    'docker compose up --build',
  ];
}
