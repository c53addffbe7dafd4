import type { ConnectionTest } from '../../../shared/contract/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { ClusterFault, probeCluster } from '../../cluster/index.ts';
import { explain } from './explanations.ts';

/** A person waits for the answer. */
const limitMs = 25_000;

/** Tries a connection as far as a record, creating nothing. What goes wrong is an answer, with its remedy. */
export async function testConnection(settings: ConnectionSettings, clock: Clock): Promise<ConnectionTest> {
  const startedMs = clock.nowMs();
  const limit = new AbortController();
  const timer = clock.schedule(limitMs, () => limit.abort());
  try {
    const { clusterId, brokers, topics } = await probeCluster(settings, clock, limit.signal);
    const durationMs = clock.nowMs() - startedMs;
    return { ok: true, ...(clusterId !== undefined && { clusterId }), brokers, topics, durationMs };
  } catch (error) {
    if (!(error instanceof ClusterFault)) throw error;
    if (!limit.signal.aborted) return explain(error);
    return explain(new ClusterFault('request-timed-out', `The cluster did not answer within ${limitMs / 1000} s`));
  } finally {
    timer.cancel();
  }
}
