import { useCallback, useEffect, useState } from 'react';
import type { TracedSession, TracingOverview } from '../../shared/contract/index.ts';
import { useApp, useOpenProject, useSession } from '../state/app-state.ts';

/** What is kept of which runs; read anew when a run begins or ends, and on `refresh`. */
export function useTracingOverview(): { overview: TracingOverview | undefined; refresh: () => void } {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const startedMs = useSession(({ overview }) => overview.startedMs);
  const state = useSession(({ overview }) => overview.state);
  const [count, setCount] = useState(0);
  // Of a run that begins or ends, the engine knows more.
  const asked = `${state} ${startedMs} ${count}`;
  const [read, setRead] = useState<{ asked: string; overview: TracingOverview }>();
  useEffect(() => {
    let current = true;
    client.tracing.overview({ projectId }).then(
      (overview) => current && setRead({ asked, overview }),
      (error: Error) => view.tell('error', error.message),
    );
    return () => {
      current = false;
    };
  }, [client, projectId, view, asked]);
  const refresh = useCallback(() => setCount((times) => times + 1), []);
  return { overview: read?.overview, refresh };
}

const none: readonly TracedSession[] = [];

export function useTracedSessions(): readonly TracedSession[] {
  return useTracingOverview().overview?.sessions ?? none;
}

/** `29 Nov 14:02, embedded, running`. */
export function runName({ startedMs, target, isLive }: TracedSession): string {
  const day = new Date(startedMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const time = new Date(startedMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return `${day} ${time}, ${target}${isLive ? ', running' : ''}`;
}
