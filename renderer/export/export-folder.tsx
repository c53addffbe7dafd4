import { FolderOpen } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { FolderBrowser } from '../app/folder-browser.tsx';
import { useApp } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import styles from './export-folder.module.css';
import panel from './panel.module.css';

interface ExportFolderProps {
  /** The one that is looked at. */
  folder: string;
  isBrowsing: boolean;
  onBrowse: (isBrowsing: boolean) => void;
  onFolder: (folder: string) => void;
}

/** Where the export goes: typed, or chosen by the system's dialog, or by the page's own where there is none. */
export function ExportFolder({ folder, isBrowsing, onBrowse, onFolder }: ExportFolderProps) {
  const { bridge } = useApp();
  const [typed, setTyped] = useState(folder);
  const take = (): void => {
    if (typed.trim() !== '' && typed !== folder) onFolder(typed);
    else setTyped(folder);
  };
  const choose = async (): Promise<void> => {
    if (!bridge) return onBrowse(!isBrowsing);
    const picked = await bridge.pickFolder({
      title: 'Where the export goes',
      button: 'Export here',
      startIn: folder,
      purpose: 'create',
    });
    if (picked !== undefined) onFolder(picked);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBrowsing) onFolder(typed);
    else take();
  };
  return (
    <>
      <form className={panel.settings} onSubmit={submit}>
        <label className={styles.label} htmlFor="export-folder">
          Folder
        </label>
        <TextInput
          id="export-folder"
          mono
          className={styles.input ?? ''}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          // What was typed counts as soon as one goes on; while folders are looked through, by the button.
          onBlur={() => !isBrowsing && take()}
        />
        <IconButton icon={FolderOpen} label="Choose a folder" pressed={isBrowsing} onClick={() => void choose()} />
        {isBrowsing && <Button type="submit">Use this folder</Button>}
      </form>
      {isBrowsing && (
        <div className={styles.browser}>
          <FolderBrowser folder={typed === folder ? parentOf(folder) : typed} onFolder={setTyped} />
        </div>
      )}
    </>
  );
}

/** An export's folder need not be there yet; the one that it stands in is. */
function parentOf(folder: string): string {
  return folder.replace(/[/\\]+[^/\\]*[/\\]*$/, '') || '/';
}
