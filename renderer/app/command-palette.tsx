import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { BookOpen, Search, type LucideIcon } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Example } from '../../shared/contract/index.ts';
import { allActions } from '../actions/all-actions.ts';
import { isEnabled, labelOf, perform } from '../actions/action.ts';
import { strokeText } from '../actions/keys.ts';
import { partitionsText } from '../canvas/nodes/node-words.ts';
import { useApp, type AppState } from '../state/app-state.ts';
import { Icon } from '../ui/icon.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import styles from './command-palette.module.css';
import { rankByQuery } from './rank-by-query.ts';

interface Entry {
  readonly id: string;
  readonly group: 'Nodes and topics' | 'Actions' | 'Examples';
  readonly label: string;
  readonly detail?: string;
  readonly mark: ReactNode;
  readonly stroke?: string | undefined;
  readonly run: () => void;
}

const shownPerGroup = 8;

/** Finds nodes, actions and examples by a few letters. `>` asks for actions only, `@` for nodes, `#` for topics. */
export function CommandPalette() {
  const app = useApp();
  const [query, setQuery] = useState('');
  const [examples, setExamples] = useState<readonly Example[]>([]);
  useEffect(() => {
    app.client.application.examples().then(setExamples, () => setExamples([]));
  }, [app]);
  const entries = useMemo(() => entriesOf(app, examples), [app, examples]);
  const found = groupsOf(entries, query);
  const count = found.reduce((sum, { items }) => sum + items.length, 0);
  const close = (): void => app.view.showDialog(undefined);
  const choose = (entry: Entry): void => {
    close();
    entry.run();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup className={styles.palette} aria-label="Find or run">
          <Autocomplete.Root
            open
            inline
            items={found}
            filter={null}
            value={query}
            onValueChange={setQuery}
            autoHighlight="always"
            itemToStringValue={(entry: Entry) => entry.label}
          >
            <div className={styles.head}>
              <Icon icon={Search} />
              <Autocomplete.Input
                className={styles.input}
                placeholder="Find a node, run an action"
                aria-label="Find or run"
              />
              <span className={styles.count}>
                {count} of {entries.length}
              </span>
            </div>
            {count === 0 && <p className={styles.nothing}>Nothing has “{query}” in its name.</p>}
            <Autocomplete.List className={styles.list}>
              {(group: { value: string; items: Entry[] }) => (
                <Autocomplete.Group key={group.value} items={group.items}>
                  <Autocomplete.GroupLabel className={styles.group}>{group.value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: Entry) => (
                      <Autocomplete.Item
                        key={entry.id}
                        value={entry}
                        className={styles.item}
                        onClick={() => choose(entry)}
                      >
                        {entry.mark}
                        <span className="cut">{entry.label}</span>
                        {entry.detail !== undefined && <span className={`${styles.detail} cut`}>{entry.detail}</span>}
                        {entry.stroke !== undefined && <kbd className={styles.key}>{strokeText(entry.stroke)}</kbd>}
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <footer className={styles.foot}>
            <span>
              <kbd className={styles.key}>↑</kbd> <kbd className={styles.key}>↓</kbd> choose
            </span>
            <span>
              <kbd className={styles.key}>Enter</kbd> go or run
            </span>
            <span className={styles.hints}>&gt; actions &nbsp; # topics &nbsp; @ nodes</span>
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function groupsOf(entries: readonly Entry[], query: string): { value: string; items: Entry[] }[] {
  const only = { '>': 'action:', '#': 'topic:', '@': 'node:' }[query.charAt(0)];
  const text = only === undefined ? query : query.slice(1);
  const candidates = entries.filter(({ id }) => only === undefined || id.startsWith(only));
  const ranked = rankByQuery(candidates, text.trim(), ({ id, label, detail = '' }) => `${label} ${detail} ${id}`);
  return (['Nodes and topics', 'Actions', 'Examples'] as const)
    .map((value) => ({ value, items: ranked.filter(({ group }) => group === value).slice(0, shownPerGroup) }))
    .filter(({ items }) => items.length > 0);
}

function entriesOf(app: AppState, examples: readonly Example[]): Entry[] {
  const graph = app.project.getState().project?.document.graph;
  const nodes = (graph?.nodes ?? []).map((node): Entry => {
    const service = 'service' in node ? graph?.services.find(({ id }) => id === node.service)?.name : undefined;
    const detail = node.kind === 'topic' ? partitionsText(node.partitions) : service;
    return {
      id: `${node.kind === 'topic' ? 'topic' : 'node'}:${node.id}`,
      group: 'Nodes and topics',
      label: node.name,
      ...(detail === undefined ? {} : { detail }),
      mark: <KindTile kind={node.kind} />,
      run: () => app.view.goTo(node.id),
    };
  });
  const actions = allActions
    .filter((action) => action.inPalette !== false && isEnabled(action, app))
    .map((action): Entry => ({
      id: `action:${action.id}`,
      group: 'Actions',
      label: labelOf(action, app),
      detail: action.group,
      mark: <Mark icon={action.icon} />,
      stroke: action.keys?.[0],
      run: () => perform(action, app),
    }));
  const demos = examples.map((example): Entry => ({
    id: `example:${example.name}`,
    group: 'Examples',
    label: example.title,
    detail: example.description,
    mark: <Mark icon={BookOpen} />,
    run: () => void app.project.openExample(example.name),
  }));
  return [...nodes, ...actions, ...demos];
}

function Mark({ icon }: { icon: LucideIcon | undefined }) {
  return <span className={styles.mark}>{icon && <Icon icon={icon} />}</span>;
}
