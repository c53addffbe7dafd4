import type { SessionFrame } from '../../../shared/contract/index.ts';
import type { RuntimeReport } from '../session/index.ts';

export type Happening = SessionFrame['happenings'][number];

/** Picks out of a run's reports what deserves a marker or a toast: each death, return, rebalance and deployment once. Pure. */
export class Happenings {
  private readonly idOf: (name: string) => string;
  /** The highest that each consumer's members have told. */
  private readonly generations = new Map<string, number>();
  private readonly lostWorkers = new Set<string>();
  private readonly lostHosts = new Set<string>();

  constructor(idOf: (name: string) => string) {
    this.idOf = idOf;
  }

  /** @param isRunning groups come together while a run starts, which is no rebalance to speak of */
  observe(report: RuntimeReport, isRunning: boolean): Happening | undefined {
    const { timeMs } = report;
    switch (report.type) {
      case 'member-joined': {
        const known = this.generations.get(report.node);
        if (known !== undefined && known >= report.generation) return undefined;
        this.generations.set(report.node, report.generation);
        if (known === undefined || !isRunning) return undefined;
        const message = `${report.group} rebalanced: generation ${report.generation}`;
        return { timeMs, kind: 'rebalance', node: this.idOf(report.node), message };
      }
      case 'handler-swapped':
        return { timeMs, kind: 'deploy', node: this.idOf(report.node), message: `${report.node} runs its new code` };
      case 'worker-lost': {
        this.lostWorkers.add(`${report.node}/${report.instance}`);
        const message = `${report.node} ended and starts again: ${report.error.message}`;
        return { timeMs, kind: 'crash', node: this.idOf(report.node), message };
      }
      case 'worker-started':
        if (!this.lostWorkers.delete(`${report.node}/${report.instance}`)) return undefined;
        return { timeMs, kind: 'recovered', node: this.idOf(report.node), message: `${report.node} runs again` };
      case 'host-lost':
        this.lostHosts.add(report.service);
        return this.ofService(report, 'crash', `The process of ${report.service} ended and starts again`);
      case 'host-started':
        if (!this.lostHosts.delete(report.service)) return undefined;
        return this.ofService(report, 'recovered', `The process of ${report.service} runs again`);
      case 'producer-ended': {
        const why = report.error ? `: ${report.error.message}` : '';
        const message = `${report.node} ended after ${report.ticks} ticks${why}`;
        return { timeMs, kind: 'producer-ended', node: this.idOf(report.node), message };
      }
      default:
        return undefined;
    }
  }

  /** A node without a service has a process of its own, with its name. */
  private ofService(
    { timeMs, service }: { readonly timeMs: number; readonly service: string },
    kind: Happening['kind'],
    message: string,
  ): Happening {
    const node = this.idOf(service);
    return { timeMs, kind, ...(node !== service && { node }), message };
  }
}
