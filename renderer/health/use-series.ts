import { useEffect, useState } from 'react';
import type { SeriesAnswer } from '../../shared/contract/index.ts';
import { useApp, useOpenProject, useSession } from '../state/app-state.ts';

const refreshMs = 1000;

/** Series of these nodes from a time on, read each second while it runs; undefined until they have come. */
export function useSeries(nodes: readonly string[], fromMs: number): SeriesAnswer | undefined {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const state = useSession(({ overview }) => overview.state);
  const [answer, setAnswer] = useState<SeriesAnswer>();
  const key = nodes.join(' ');
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      try {
        const next = await client.health.series({ projectId, nodes: key === '' ? [] : key.split(' '), fromMs });
        if (isOver) return;
        setAnswer(next);
        if (state !== 'idle' && state !== 'failed') timer = setTimeout(() => void read(), refreshMs);
      } catch (error) {
        if (!isOver) view.tell('error', error instanceof Error ? error.message : String(error));
      }
    };
    void read();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [client, view, projectId, key, fromMs, state]);
  return answer;
}
