import { useEffect, useState } from 'react';
import type { LogEntry } from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { followStream } from '../transport/follow-stream.ts';
import { appended, emptyList, type BoundedList } from './bounded-list.ts';

const keptEntries = 10_000;

/** What handlers and the run wrote, while the panel is open; the engine keeps what came before. */
export function useLogEntries(): BoundedList<LogEntry> {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const [entries, setEntries] = useState<BoundedList<LogEntry>>(emptyList);
  useEffect(() => {
    const controller = new AbortController();
    followStream(
      (signal) => client.session.logs({ projectId }, { signal }),
      controller.signal,
      (frame) => setEntries((list) => appended(list, frame.entries, keptEntries, frame.dropped)),
    ).catch((error: Error) => view.tell('error', error.message));
    return () => controller.abort();
  }, [client, projectId, view]);
  return entries;
}
