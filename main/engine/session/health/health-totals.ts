import type { RuntimeReport } from '../../../runtime/index.ts';

/** What has befallen a consumer since the run began. */
export interface ConsumerTotals {
  rebalances: number;
  restarts: number;
  lastRebalanceMs: number | undefined;
}

/** Counts rebalances and restarts of consumers by what the runtime reports. Pure. */
export class HealthTotals {
  private readonly totals = new Map<string, ConsumerTotals>();
  /** The highest that each consumer's members have told. */
  private readonly generations = new Map<string, number>();

  /**
   * @param idOf gives the id to a name
   * @param nodesOfService ids of the consumers in a service, by its name
   * @param isRunning groups come together while a run starts, which is no rebalance to speak of
   */
  observe(
    report: RuntimeReport,
    idOf: (name: string) => string,
    nodesOfService: (name: string) => readonly string[],
    isRunning: boolean,
  ): void {
    switch (report.type) {
      case 'member-joined': {
        const id = idOf(report.node);
        const known = this.generations.get(id);
        if (known !== undefined && known >= report.generation) return;
        this.generations.set(id, report.generation);
        if (known === undefined || !isRunning) return;
        const totals = this.of(id);
        totals.rebalances += 1;
        totals.lastRebalanceMs = report.timeMs;
        return;
      }
      case 'worker-lost':
        this.of(idOf(report.node)).restarts += 1;
        return;
      case 'host-lost':
        for (const id of nodesOfService(report.service)) this.of(id).restarts += 1;
        return;
      default:
    }
  }

  of(id: string): ConsumerTotals {
    const known = this.totals.get(id);
    if (known) return known;
    const totals = { rebalances: 0, restarts: 0, lastRebalanceMs: undefined };
    this.totals.set(id, totals);
    return totals;
  }
}
