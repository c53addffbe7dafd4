import { useEffect, useState } from 'react';
import type { HealthFrame, NodeHealth } from '../../shared/contract/index.ts';
import { useApp, useOpenProject } from '../state/app-state.ts';
import { followStream } from '../transport/follow-stream.ts';

/** How a node does, as of the last second; undefined while it has no part in a run. */
export function useHealth(node: string): NodeHealth | undefined {
  const { client, view } = useApp();
  const projectId = useOpenProject((open) => open.projectId);
  const [frame, setFrame] = useState<HealthFrame & { node: string }>();
  useEffect(() => {
    const controller = new AbortController();
    followStream(
      (signal) => client.health.watch({ projectId, node }, { signal }),
      controller.signal,
      (next) => setFrame({ ...next, node }),
    ).catch((error: Error) => view.tell('error', error.message));
    return () => controller.abort();
  }, [client, projectId, node, view]);
  return frame?.node === node ? frame.health : undefined;
}
