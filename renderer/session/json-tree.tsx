import { useState, type ReactNode } from 'react';
import styles from './json-tree.module.css';

/** Children shown at once; the rest comes on request, so that a huge array can't freeze the window. */
const pageSize = 100;

/** A JSON value whose objects and arrays fold. The first two levels are open. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className={styles.tree}>
      <Value value={value} depth={0} />
    </div>
  );
}

function Value({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const label = name !== undefined && <span className={styles.name}>{name}: </span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={styles.leaf}>
        {label}
        <span className={styles[value === null ? 'null' : typeof value]}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  return <Branch label={label} value={value} depth={depth} />;
}

function Branch({ label, value, depth }: { label: ReactNode; value: object; depth: number }) {
  const [open, setOpen] = useState(depth < 2);
  const [pages, setPages] = useState(1);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  const shown = entries.slice(0, pages * pageSize);
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {label}
        <span className={styles.size}>{isArray ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {open && (
        <div className={styles.children}>
          {shown.map(([name, child]) => (
            <Value key={name} name={name} value={child} depth={depth + 1} />
          ))}
          {shown.length < entries.length && (
            <button type="button" className={styles.more} onClick={() => setPages(pages + 1)}>
              {entries.length - shown.length} more
            </button>
          )}
        </div>
      )}
    </details>
  );
}
