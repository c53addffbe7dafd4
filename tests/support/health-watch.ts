import { onTestFinished } from 'vitest';
import type { NodeHealth } from '../../shared/contract/index.ts';
import type { WatchedSession } from './watched-session.ts';

type HealthOf<Kind extends NodeHealth['kind']> = Extract<NodeHealth, { kind: Kind }>;

/** The health of one node as a window follows it. */
export class HealthWatch {
  private readonly session: WatchedSession;
  private readonly node: string;

  constructor(session: WatchedSession, node: string) {
    this.session = session;
    this.node = node;
  }

  /** The first that satisfies, from now on. */
  async until<Kind extends NodeHealth['kind']>(
    kind: Kind,
    satisfies: (health: HealthOf<Kind>, timeMs: number) => boolean,
  ): Promise<HealthOf<Kind>> {
    const { client, projectId } = this.session;
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    for await (const { health, timeMs } of await client.health.watch(
      { projectId, node: this.node },
      { signal: abort.signal },
    )) {
      if (health?.kind !== kind) continue;
      const found = health as HealthOf<Kind>;
      if (satisfies(found, timeMs)) return found;
    }
    throw new Error(`the stream of ${this.node} has ended`);
  }
}
