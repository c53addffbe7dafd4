import type { PackageChanges } from '../../shared/contract/index.ts';
import { AskDialog } from '../app/ask-dialog.tsx';
import styles from './trust.module.css';

interface PackageChangesDialogProps {
  changes: PackageChanges | undefined;
  onInstall: (agreed: string) => void;
  onClose: () => void;
}

/** What has changed in the package files since the last installation, before anything is installed. */
export function PackageChangesDialog({ changes, onInstall, onClose }: PackageChangesDialogProps) {
  return (
    <AskDialog
      open={changes !== undefined}
      title="Install these packages?"
      onClose={onClose}
      answers={[{ label: 'Install', look: 'primary', onChoose: () => changes && onInstall(changes.digest) }]}
    >
      <p className={styles.note}>
        This is what the project’s package files ask for and you haven’t agreed to yet. Packages come from the registry;
        their scripts aren’t run, but handlers that import them run their code.
      </p>
      <ul className={styles.changes} aria-label="Changes of the package files">
        {changes?.changes.map(({ file, item, before, after }) => (
          <li key={`${file} ${item}`}>
            <b>{item}</b> {[before, after].filter((text) => text !== undefined).join(' → ')}{' '}
            <span className={styles.meta}>{file}</span>
          </li>
        ))}
        {changes !== undefined && changes.more > 0 && <li>and {changes.more} more</li>}
      </ul>
    </AskDialog>
  );
}
