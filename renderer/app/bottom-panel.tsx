import { Tabs } from '@base-ui/react/tabs';
import { ChevronDown } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { EventsPanel } from '../session/events-panel.tsx';
import { LogsPanel } from '../session/logs-panel.tsx';
import { ProblemsPanel } from '../problems/problems-panel.tsx';
import { useProblems } from '../problems/use-problems.ts';
import { useApp, useView } from '../state/app-state.ts';
import type { BottomTab } from '../state/view-store.ts';
import { TracingTabPanels, TracingTabs } from '../tracing/tracing-tabs.tsx';
import { IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import tabs from '../ui/tabs.module.css';
import styles from './bottom-panel.module.css';

// The charts' library comes when it is first needed.
const MetricsPanel = lazy(() =>
  import('../health/metrics-panel.tsx').then((module) => ({ default: module.MetricsPanel })),
);

export function BottomPanel() {
  const { view } = useApp();
  const tab = useView((state) => state.bottomTab);
  return (
    <Tabs.Root
      className={styles.panel}
      value={tab}
      onValueChange={(next: BottomTab) => view.setState({ bottomTab: next })}
      render={<section aria-label="Events, logs, problems and metrics" />}
    >
      <div className={styles.head}>
        <Tabs.List className={tabs.list}>
          <Tabs.Tab value="events" className={tabs.tab}>
            Events
          </Tabs.Tab>
          <Tabs.Tab value="logs" className={tabs.tab}>
            Logs
          </Tabs.Tab>
          <Tabs.Tab value="problems" className={tabs.tab}>
            Problems <ProblemCount />
          </Tabs.Tab>
          <Tabs.Tab value="metrics" className={tabs.tab}>
            Metrics
          </Tabs.Tab>
          <TracingTabs />
        </Tabs.List>
        <IconButton
          icon={ChevronDown}
          label="Hide the bottom panel"
          stroke="Mod+J"
          onClick={() => view.setState({ bottomOpen: false })}
        />
      </div>
      <Tabs.Panel value="events" className={styles.content}>
        <EventsPanel />
      </Tabs.Panel>
      <Tabs.Panel value="logs" className={styles.content}>
        <LogsPanel />
      </Tabs.Panel>
      <Tabs.Panel value="problems" className={styles.content}>
        <ProblemsPanel />
      </Tabs.Panel>
      <Tabs.Panel value="metrics" className={styles.content}>
        <Suspense fallback={<EmptyState title="Opening the charts" />}>
          <MetricsPanel />
        </Suspense>
      </Tabs.Panel>
      <TracingTabPanels className={styles.content} />
    </Tabs.Root>
  );
}

/** By itself, so that its changes don't draw the panels anew. */
function ProblemCount() {
  const { length } = useProblems();
  return length > 0 && <span className={tabs.count}>{length}</span>;
}
