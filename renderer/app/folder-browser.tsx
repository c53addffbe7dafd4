import { CornerLeftUp, Folder, Workflow } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ContractOutputs } from '../../shared/contract/index.ts';
import { useApp } from '../state/app-state.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './folder-browser.module.css';

type Listing = ContractOutputs['application']['listFolder'];

interface FolderBrowserProps {
  folder: string | undefined;
  onFolder: (folder: string) => void;
  /** Told of a folder that holds a project. */
  onProject?: (folder: string) => void;
}

/** Folders of the engine's machine, for a page in a browser, which has no system dialog for them. */
export function FolderBrowser({ folder, onFolder, onProject }: FolderBrowserProps) {
  const { client } = useApp();
  const [listing, setListing] = useState<Listing>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let current = true;
    client.application.listFolder(folder === undefined ? {} : { folder }).then(
      (listed) => {
        if (!current) return;
        setListing(listed);
        setProblem(undefined);
      },
      (error: Error) => current && setProblem(error.message),
    );
    return () => {
      current = false;
    };
  }, [client, folder]);
  if (problem !== undefined) return <p className={styles.problem}>{problem}</p>;
  if (!listing) return null;
  const { parent, entries } = listing;
  return (
    <ul className={styles.list} aria-label={`Folders in ${listing.folder}`}>
      {parent !== undefined && (
        <li>
          <button type="button" onClick={() => onFolder(parent)}>
            <Icon icon={CornerLeftUp} size={14} /> One folder up
          </button>
        </li>
      )}
      {entries.map(({ name, project }) => {
        const path = `${listing.folder.replace(/[/\\]+$/, '')}/${name}`;
        return (
          <li key={name}>
            <button type="button" onClick={() => (project && onProject ? onProject(path) : onFolder(path))}>
              <Icon icon={project ? Workflow : Folder} size={14} /> <span className="cut">{name}</span>
              {project && <span className={styles.project}>project</span>}
            </button>
          </li>
        );
      })}
      {entries.length === 0 && <li className={styles.nothing}>No folder in here.</li>}
    </ul>
  );
}
