import { ChevronDown, ChevronRight, File, Pencil } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ExportedFile } from '../../shared/contract/index.ts';
import { Icon } from '../ui/icon.tsx';
import { filesIn, rowsOf, stepIn, treeOf, type TreeRow } from './file-tree-model.ts';
import styles from './file-tree.module.css';
import { effectOf, filesText, isYours, outcomeWord, stateWords, type Choices } from './file-words.ts';

interface FileTreeProps {
  files: readonly ExportedFile[];
  choices: Choices;
  selected: string | undefined;
  onSelect: (path: string) => void;
}

/** Source of the package that is replaced as a whole: nobody looks for anything in there. */
const foldedAtFirst = (path: string): boolean => path.startsWith('packages/');

/** The files of an export by folder, how each stands, and what was chosen for it. */
export function FileTree({ files, choices, selected, onSelect }: FileTreeProps) {
  const tree = useMemo(() => treeOf(files), [files]);
  /** Those that the person has folded or unfolded; the others are as at first. */
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const folded = useMemo(() => {
    const paths = rowsOf(tree, new Set()).flatMap(({ entry }) => (entry.type === 'folder' ? [entry.path] : []));
    return new Set(paths.filter((path) => toggled.get(path) ?? foldedAtFirst(path)));
  }, [tree, toggled]);
  const rows = useMemo(() => rowsOf(tree, folded), [tree, folded]);
  /** The folder that has the focus; files are selected as they get it. */
  const [focused, setFocused] = useState<string>();
  const element = useRef<HTMLDivElement>(null);
  const fold = (path: string, isFolded: boolean): void => setToggled(new Map([...toggled, [path, isFolded]]));
  const at = Math.max(
    0,
    rows.findIndex(({ entry }) => entry.path === (focused ?? selected)),
  );

  const take = ({ entry }: TreeRow): void => {
    if (entry.type === 'folder') return setFocused(entry.path);
    setFocused(undefined);
    onSelect(entry.path);
  };
  const press = (event: KeyboardEvent): void => {
    const step = stepIn(rows, at, event.key, folded);
    const next = step.row === undefined ? undefined : rows[step.row];
    if (step.fold !== undefined) fold(step.fold, true);
    else if (step.unfold !== undefined) fold(step.unfold, false);
    else if (!next) return;
    event.preventDefault();
    if (!next) return;
    take(next);
    element.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[rows.indexOf(next)]?.focus();
  };

  return (
    // The rows are what has the focus; they hand their keys on to the tree.
    <div ref={element} role="tree" aria-label="Files" tabIndex={-1} className={styles.tree} onKeyDown={press}>
      {rows.map((row, index) => (
        <Row
          key={row.entry.path}
          row={row}
          choices={choices}
          isFolded={folded.has(row.entry.path)}
          isSelected={row.entry.path === selected}
          hasFocus={index === at}
          onTake={() => {
            take(row);
            if (row.entry.type === 'folder') fold(row.entry.path, !folded.has(row.entry.path));
          }}
        />
      ))}
    </div>
  );
}

interface RowProps {
  row: TreeRow;
  choices: Choices;
  isFolded: boolean;
  isSelected: boolean;
  hasFocus: boolean;
  onTake: () => void;
}

function Row({ row, choices, isFolded, isSelected, hasFocus, onTake }: RowProps) {
  const { entry, level, position, siblings } = row;
  const isFolder = entry.type === 'folder';
  return (
    <button
      type="button"
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isSelected}
      {...(isFolder ? { 'aria-expanded': !isFolded } : {})}
      tabIndex={hasFocus ? 0 : -1}
      className={styles.row}
      style={{ paddingLeft: 4 + (level - 1) * 14 }}
      title={entry.path}
      onClick={onTake}
    >
      <span className={styles.icon}>
        <Icon icon={isFolder ? (isFolded ? ChevronRight : ChevronDown) : File} size={isFolder ? 12 : 14} />
      </span>
      <span className="cut">{entry.name}</span>
      {isFolder ? (
        isFolded && <FolderEffect files={filesIn(entry)} choices={choices} />
      ) : (
        <FileState file={entry.file} choices={choices} />
      )}
    </button>
  );
}

function FolderEffect({ files, choices }: { files: readonly ExportedFile[]; choices: Choices }) {
  const { written, removed } = effectOf(files, choices);
  const changes = written + removed;
  return <span className={styles.state}>{changes === 0 ? filesText(files.length) : `${changes} to change`}</span>;
}

function FileState({ file, choices }: { file: ExportedFile; choices: Choices }) {
  const outcome = outcomeWord(file, choices);
  return (
    <span className={styles.state} data-state={file.state}>
      {isYours(file) && <Icon icon={Pencil} size={10} />}
      {stateWords[file.state]}
      {outcome !== undefined && <span className={styles.outcome}>{outcome}</span>}
    </span>
  );
}
