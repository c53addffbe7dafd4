import type { PlannedProducer, RuntimeReport } from '../../../runtime/index.ts';
import { judgeProducer } from './judge-producer.ts';
import { RecentTrouble } from './recent.ts';
import { RefusedWrites } from './refused-writes.ts';
import type { NodeFigures, Surroundings } from './run-status.ts';

const troubleWindowMs = 10_000;

/** What is known of a producer that runs. Pure. */
export class ProducerRecord {
  private readonly failedTicks = new RecentTrouble(troubleWindowMs);
  private readonly refusedWrites = new RefusedWrites();
  private readonly sinceMs: number;
  private hasWorker = false;
  private lost: string | undefined;
  private url: string | undefined;
  private ended: { readonly error?: string } | undefined;

  constructor(sinceMs: number) {
    this.sinceMs = sinceMs;
  }

  observe(report: RuntimeReport): void {
    switch (report.type) {
      case 'worker-started':
        this.hasWorker = true;
        this.lost = undefined;
        // It begins anew, perhaps with another trigger; what holds again is told again.
        this.url = undefined;
        this.ended = undefined;
        return;
      case 'worker-lost':
        this.hasWorker = false;
        this.lost = report.error.message;
        return;
      case 'write-refused':
        this.refusedWrites.refused(report);
        return;
      case 'emitted':
        this.refusedWrites.acknowledged(report.topic, report.partition);
        return;
      case 'tick-ended':
        if (report.error) this.failedTicks.add(report.timeMs, report.error.message);
        return;
      case 'http-listening':
        this.url = report.url;
        return;
      case 'producer-ended':
        this.ended = report.error ? { error: report.error.message } : {};
        return;
      default:
    }
  }

  hostLost(why: string): void {
    this.hasWorker = false;
    this.lost = why;
  }

  status({ id, trigger }: PlannedProducer, { counts, broken, clusterAway, nowMs }: Surroundings): NodeFigures {
    const perSecond = counts.perSecond('emitted', id);
    const failedTicks = this.failedTicks.within(nowMs);
    const refused = this.refusedWrites.within(nowMs);
    const judgement = judgeProducer({
      ...(broken !== undefined && { broken }),
      ...(this.lost !== undefined && { lost: this.lost }),
      ...(failedTicks && { failedTicks }),
      ...(this.ended && { ended: this.ended }),
      ...(refused && { refused }),
      hasWorker: this.hasWorker,
      trigger,
      runsForMs: nowMs - this.sinceMs,
      ticksPerSecond: counts.perSecond('tick-ended', id),
      perSecond,
      clusterAway,
    });
    return {
      kind: 'producer',
      ...judgement,
      events: counts.total('emitted', id),
      perSecond,
      errors: counts.total('tick-failed', id),
      ...(this.url !== undefined && { url: this.url }),
      ended: this.ended !== undefined,
    };
  }
}
