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
  private waitedFor: ReadonlySet<string> = new Set();
  private readonly ended = new Map<string, number>();
  private readonly stopped = new Set<string>();
  private readonly prefix: string;
  private groupOf: ReadonlyMap<string, string> = new Map();

  constructor(plan: Plan) {
    this.prefix = plan.prefix;
    this.follow(plan);
  }

  /** Another plan of the same session runs now. */
  follow(plan: Plan): void {
    const producers = plan.services.flatMap((service) => service.producers);
    this.waitedFor = new Set(producers.filter(({ maxTicks = 0 }) => maxTicks > 0).map(({ name }) => name));
    this.groupOf = new Map(
      plan.services.flatMap((service) => service.consumers.map(({ name, group }) => [name, group])),
    );
  }

  observe(report: RuntimeReport): void {
    if (report.type === 'producer-ended') this.ended.set(report.node, report.ticks);
    if (report.type === 'partition-stopped') {
      this.stopped.add(keyOf(this.groupOf.get(report.node) ?? '', this.prefix + report.topic, report.partition));
    }
  }

  /** Whether nothing more will come from the limited producers. False where none is limited. */
  producersEnded(ticksEnded: (producer: string) => number): boolean {
    if (this.waitedFor.size === 0) return false;
    return [...this.waitedFor].every((name) => {
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
