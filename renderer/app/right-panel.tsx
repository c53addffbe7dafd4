import { Tabs } from '@base-ui/react/tabs';
import { X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useCalmSession } from '../canvas/calm-session.ts';
import { StateIcon } from '../canvas/nodes/tags.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { useApp, useNode, useView } from '../state/app-state.ts';
import { stateTitle } from '../state/state-word.ts';
import type { RightTab } from '../state/view-store.ts';
import { useLife } from '../tracing/life-store.ts';
import { IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { KindTile } from '../ui/kind-tile.tsx';
import { rateText } from '../ui/number-text.ts';
import tabs from '../ui/tabs.module.css';
import styles from './right-panel.module.css';

/** How the node is, under its name, in the word that stands for it everywhere. */
function StateLine({ id }: { id: string }) {
  const status = useCalmSession(({ nodes }) => nodes[id]);
  if (!status) return null;
  const isMoving = status.state !== 'stopped' && status.state !== 'starting';
  return (
    <p className={styles.state} data-state={status.state}>
      <StateIcon status={status} />
      <span className={styles.word}>{stateTitle(status)}</span>
      {isMoving && <span className={styles.rate}>· {rateText(status.perSecond)}/s</span>}
    </p>
  );
}

/** By itself, so that its changes don't draw the panel anew. */
function TroubleCount({ id }: { id: string | undefined }) {
  const state = useCalmSession(({ nodes }) => (id === undefined ? undefined : nodes[id]?.state));
  const isTrouble = state === 'warning' || state === 'error' || state === 'stalled';
  return isTrouble && <span className={tabs.count}>1</span>;
}

// Monaco is most of the app's size, so it comes when it is first needed.
const CodeEditor = lazy(() =>
  import('../code-editor/code-editor.tsx').then((module) => ({ default: module.CodeEditor })),
);

const FocusPanel = lazy(() => import('../focus/focus-panel.tsx').then((module) => ({ default: module.FocusPanel })));

const HealthTab = lazy(() => import('../health/health-tab.tsx').then((module) => ({ default: module.HealthTab })));

const LifePanel = lazy(() => import('../tracing/life-panel.tsx').then((module) => ({ default: module.LifePanel })));

/** What is selected: its settings, its code where it has any, and how it does; or the event that is followed. */
export function RightPanel() {
  const isLife = useView((state) => state.rightTab === 'life');
  if (!isLife) return <NodePanel />;
  return (
    <Suspense fallback={null}>
      <LifePanel />
    </Suspense>
  );
}

function NodePanel() {
  const { view } = useApp();
  const isFollowing = useLife(({ shown }) => shown !== undefined);
  const tab = useView((state) => state.rightTab);
  const hasFocus = useView(({ focus }) => focus !== undefined);
  const node = useNode(useView(({ selectedNodes }) => (selectedNodes.length === 1 ? selectedNodes[0] : undefined)));
  const showTab = (next: RightTab): void => {
    if (next === 'code' && (node?.kind === 'producer' || node?.kind === 'consumer')) view.openFile(node.handler);
    else view.setState({ rightTab: next });
  };
  return (
    <Tabs.Root className={styles.panel} value={tab} onValueChange={showTab} render={<section aria-label="Inspector" />}>
      <header className={styles.head}>
        {node && <KindTile kind={node.kind} />}
        <div className={styles.title}>
          <h2 className={`${styles.name} cut`}>{node?.name ?? 'Nothing selected'}</h2>
          {node && <StateLine id={node.id} />}
        </div>
        <IconButton
          icon={X}
          label="Hide this panel"
          stroke="Alt+Mod+B"
          size="small"
          onClick={() => view.setState({ rightOpen: false })}
        />
      </header>
      <Tabs.List className={`${tabs.list} ${styles.tabs}`}>
        <Tabs.Tab value="settings" className={tabs.tab}>
          Settings
        </Tabs.Tab>
        <Tabs.Tab value="code" className={tabs.tab}>
          Code
        </Tabs.Tab>
        <Tabs.Tab value="health" className={tabs.tab}>
          Health <TroubleCount id={node?.id} />
        </Tabs.Tab>
        {isFollowing && (
          <Tabs.Tab value="life" className={tabs.tab}>
            Life
          </Tabs.Tab>
        )}
        {hasFocus && (
          <Tabs.Tab value="focus" className={tabs.tab}>
            Focus
          </Tabs.Tab>
        )}
      </Tabs.List>
      <Tabs.Panel value="settings" className={styles.content}>
        <Inspector />
      </Tabs.Panel>
      <Tabs.Panel value="focus" className={styles.content}>
        <Suspense fallback={null}>
          <FocusPanel />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="code" className={styles.content}>
        <Suspense fallback={<EmptyState title="Opening the editor" />}>
          <CodeEditor />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="health" className={styles.content}>
        <Suspense fallback={<EmptyState title="Opening the figures" />}>
          {node ? (
            <HealthTab key={node.id} id={node.id} />
          ) : (
            <EmptyState title="Nothing selected">Select a node to see how it does.</EmptyState>
          )}
        </Suspense>
      </Tabs.Panel>
    </Tabs.Root>
  );
}
