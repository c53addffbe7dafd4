import { ChevronDown, ChevronUp, Search as SearchIcon, X } from 'lucide-react';
import { useEffect, type KeyboardEvent } from 'react';
import { useOpenProject } from '../../state/app-state.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { reveal } from '../camera.ts';
import { useCanvas, type Search } from '../canvas-store.ts';
import { focusElement } from '../focus-element.ts';
import { shownBox } from '../model/placement.ts';
import { searchNodes } from './search-nodes.ts';
import styles from './search-bar.module.css';

/** Rings what has the text in its name, code or schema and dims the rest. Enter goes from hit to hit. */
export function SearchBar({ search }: { search: Search }) {
  const canvas = useCanvas();
  const document = useOpenProject((project) => project.document);
  const schemas = useOpenProject((project) => project.schemas);
  const { text, hits, current, services } = search;
  useEffect(() => {
    const found = searchNodes({ ...document, schemas }, text);
    const { search: now } = canvas.getState();
    if (now)
      canvas.setState({
        search: { ...now, ...found, current: Math.min(now.current, Math.max(0, found.hits.length - 1)) },
      });
  }, [canvas, document, schemas, text]);
  const go = (step: number): void => {
    if (hits.length === 0) return;
    const next = (current + step + hits.length) % hits.length;
    canvas.setState({ search: { ...search, current: next } });
    showHit(hits[next]);
  };
  const showHit = (id: string | undefined): void => {
    const { placement } = canvas.now;
    const box = placement && id !== undefined ? shownBox(placement, id) : undefined;
    if (box) reveal(canvas, box);
  };
  const close = (): void => {
    const hit = hits[current];
    canvas.setState({ search: undefined });
    if (hit === undefined) canvas.now.element?.focus({ preventScroll: true });
    else focusElement(canvas, hit);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      go(event.key === 'ArrowUp' || event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
  };
  return (
    <search className={styles.bar} aria-label="Search the canvas">
      <Icon icon={SearchIcon} size={14} />
      <input
        // The bar is there because somebody wants to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        type="search"
        className={styles.input}
        aria-label="Search the canvas"
        placeholder="Find by name, code or schema"
        spellCheck={false}
        value={text}
        onChange={({ target }) => canvas.setState({ search: { ...search, text: target.value, current: 0 } })}
        onKeyDown={press}
      />
      <span className={styles.count} role="status">
        {text === '' ? '' : countText(hits.length, services)}
      </span>
      {hits.length > 0 && (
        <span className={`${styles.count} numeric`}>
          {current + 1} of {hits.length}
        </span>
      )}
      <IconButton size="small" icon={ChevronUp} label="Previous hit" stroke="Shift+Enter" onClick={() => go(-1)} />
      <IconButton size="small" icon={ChevronDown} label="Next hit" stroke="Enter" onClick={() => go(1)} />
      <IconButton size="small" icon={X} label="Close the search" stroke="Escape" onClick={close} />
    </search>
  );
}

function countText(hits: number, services: number): string {
  if (hits === 0) return 'nothing';
  const nodes = hits === 1 ? '1 node' : `${hits} nodes`;
  if (services === 0) return nodes;
  return `${nodes} in ${services === 1 ? '1 service' : `${services} services`}`;
}
