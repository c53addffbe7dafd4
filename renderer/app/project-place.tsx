import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useApp } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { FieldRow, TextInput } from '../ui/field.tsx';
import { FolderBrowser } from './folder-browser.tsx';
import styles from './form.module.css';

/** Where a new project goes: a folder of its name in a folder of choice. */
export interface ProjectPlace {
  readonly name: string;
  readonly parent: string;
  readonly folder: string;
  /** Why no folder can have that name. */
  readonly problem: string | undefined;
  readonly setName: (name: string) => void;
  readonly setParent: (parent: string) => void;
}

export function useProjectPlace(nameAtStart: string): ProjectPlace {
  const { info } = useApp();
  const [typed, setName] = useState(nameAtStart);
  const [parent, setParent] = useState(info.projectsFolder);
  const name = typed.trim();
  const folder = `${parent.replace(/[/\\]+$/, '')}/${name}`;
  return { name: typed, parent, folder, problem: problemOfFolderName(name), setName, setParent };
}

export function ProjectPlaceFields({ place }: { place: ProjectPlace }) {
  const { bridge } = useApp();
  const [browsing, setBrowsing] = useState(false);
  const { name, parent, folder, problem, setName, setParent } = place;
  const pickParent = async (): Promise<void> => {
    if (!bridge) return setBrowsing(!browsing);
    const picked = await bridge.pickFolder({
      title: 'Where the project goes',
      button: 'Choose',
      startIn: parent,
      purpose: 'create',
    });
    if (picked !== undefined) setParent(picked);
  };
  return (
    <>
      <FieldRow label="Name" problem={problem}>
        {(ids) => <TextInput {...ids} value={name} onChange={({ target }) => setName(target.value)} />}
      </FieldRow>
      <FieldRow label="Folder" hint={folder}>
        {(ids) => (
          <span className={styles.withButton}>
            <TextInput {...ids} mono value={parent} onChange={({ target }) => setParent(target.value)} />
            <IconButton icon={FolderOpen} label="Choose a folder" onClick={() => void pickParent()} />
          </span>
        )}
      </FieldRow>
      {browsing && <FolderBrowser folder={parent} onFolder={setParent} />}
    </>
  );
}

function problemOfFolderName(name: string): string | undefined {
  if (name === '') return 'A project needs a name.';
  if (/[/\\:*?"<>|]/.test(name) || name.startsWith('.'))
    return 'The name becomes a folder: leave out / \\ : * ? " < > |';
  return undefined;
}
