import { Tabs } from '@base-ui/react/tabs';
import { lazy, Suspense } from 'react';
import tabs from '../ui/tabs.module.css';
import { useLife } from './life-store.ts';

const PayloadPanel = lazy(() => import('./payload-panel.tsx').then((module) => ({ default: module.PayloadPanel })));
const TracesPanel = lazy(() => import('./traces-panel.tsx').then((module) => ({ default: module.TracesPanel })));

/** Of the bottom panel: search over all runs, and the payload of an event that is followed. */
export function TracingTabs() {
  const isFollowing = useLife(({ shown }) => shown !== undefined);
  return (
    <>
      <Tabs.Tab value="traces" className={tabs.tab}>
        Traces
      </Tabs.Tab>
      {isFollowing && (
        <Tabs.Tab value="payload" className={tabs.tab}>
          Payload
        </Tabs.Tab>
      )}
    </>
  );
}

export function TracingTabPanels({ className }: { className: string | undefined }) {
  return (
    <>
      <Tabs.Panel value="traces" className={className}>
        <Suspense fallback={null}>
          <TracesPanel />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="payload" className={className}>
        <Suspense fallback={null}>
          <PayloadPanel />
        </Suspense>
      </Tabs.Panel>
    </>
  );
}
