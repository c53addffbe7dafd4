import { X } from 'lucide-react';
import { useApp, useOpenProject, useView } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './code-editor.module.css';

/** The open files; a dot marks one with unsaved edits. */
export function EditorTabs() {
  const { view } = useApp();
  const files = useView((state) => state.openFiles);
  const active = useView((state) => state.activeFile);
  const unsaved = useOpenProject((project) => project.unsaved);
  if (files.length === 0) return null;
  return (
    <div className={styles.files} role="group" aria-label="Open files">
      {files.map((file) => (
        <span key={file} className={styles.file} data-active={file === active}>
          <button
            type="button"
            className="mono cut"
            aria-current={file === active ? 'true' : undefined}
            title={file}
            onClick={() => view.openFile(file)}
          >
            {file.slice(file.lastIndexOf('/') + 1)}
            {unsaved.includes(file) && <span className={styles.unsaved} role="img" aria-label="unsaved edits" />}
          </button>
          <IconButton icon={X} size="small" label={`Close ${file}`} onClick={() => view.closeFile(file)} />
        </span>
      ))}
    </div>
  );
}
