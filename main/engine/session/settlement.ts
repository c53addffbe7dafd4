import type { PartitionLag } from '../../cluster/index.ts';
import type { Plan, RuntimeReport } from '../../runtime/index.ts';

/** `stuck`: all is done but for partitions that stopped at an event, as their consumer is set to. */
export type SettlementOutcome = 'settled' | 'stuck';

/**
 * Knows when everything that a limited number of ticks caused is done: each limited producer has ended, all its ticks
 * have ended (so that what they emitted is in the log), and then no group has any lag in a look at the cluster that began
 * after that (see `Cluster.lag`). It holds also where hosts died in between, since it asks the cluster and not them.
 */
export class Settlement {
  private readonly ended = new Map<string, number>();
  private readonly stopped = new Set<string>();
  private plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Another plan of the same session runs now; what has ended and stopped stays so. */
  follow(plan: Plan): void {
    this.plan = plan;
  }

  observe(report: RuntimeReport): void {
    if (report.type === 'producer-ended') this.ended.set(report.node, report.ticks);
    if (report.type === 'partition-stopped') {
      const consumers = this.plan.services.flatMap((service) => service.consumers);
      const group = consumers.find(({ name }) => name === report.node)?.group ?? '';
      this.stopped.add(keyOf(group, this.plan.prefix + report.topic, report.partition));
    }
  }

  /** Whether nothing more will come from the limited producers. False where none is limited. */
  producersEnded(ticksEnded: (producer: string) => number): boolean {
    const limited = this.plan.services.flatMap((service) =>
      service.producers.filter(({ maxTicks = 0 }) => maxTicks > 0),
    );
    if (limited.length === 0) return false;
    return limited.every(({ name }) => {
      const ticks = this.ended.get(name);
      return ticks !== undefined && ticksEnded(name) >= ticks;
    });
  }

  /** What a look at the cluster that began after `producersEnded` says. */
  judge(lags: readonly PartitionLag[]): SettlementOutcome | 'busy' {
    const behind = lags.filter(({ lag }) => lag > 0);
    if (behind.some(({ group, topic, partition }) => !this.stopped.has(keyOf(group, topic, partition)))) return 'busy';
    return behind.length === 0 ? 'settled' : 'stuck';
  }
}

function keyOf(group: string, topic: string, partition: number): string {
  return `${group}\n${topic}\n${partition}`;
}
