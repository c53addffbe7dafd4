import { useEffect } from 'react';
import { useApp, useSession } from '../state/app-state.ts';
import { useLife } from './life-store.ts';
import { refreshLife } from './open-life.ts';

/** So often a life is read anew that goes on. */
const everyMs = 1000;
/** One in which so long nothing has happened is over, as far as one can see. */
const quietMs = 10_000;

/** Reads the shown life anew while its run goes on and it isn't over. */
export function useFreshLife(): void {
  const app = useApp();
  const shown = useLife((view) => view.shown);
  const isRunning = useSession(({ overview }) => overview.state === 'running');
  const isLive = isRunning && shown?.session?.isLive === true;
  useEffect(() => {
    if (!shown || !isLive) return undefined;
    const lastMs = shown.steps.reduce((last, { toMs }) => Math.max(last, toMs), 0);
    const isOpen = shown.steps.some(({ state }) => state === 'running' || state === 'retrying');
    if (!isOpen && Date.now() - lastMs > quietMs) return undefined;
    const timer = setTimeout(() => void refreshLife(app), everyMs);
    return () => clearTimeout(timer);
  }, [app, shown, isLive]);
}
