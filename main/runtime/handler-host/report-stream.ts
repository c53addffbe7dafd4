import type { Clock, Timer } from '../../../shared/lib/index.ts';
import type { CountKind, ReportBatch, RuntimeReport } from '../reports.ts';
import { type EndedCall, MeasureGatherer, type WeighedRecord } from './measure-gatherer.ts';

const flushIntervalMs = 100;

/** Reports of single events in one batch; further ones are only counted. */
const maxSamples = 2_000;

export interface ReportStream {
  report(report: RuntimeReport): void;
  /** A call of a consumer's handler has ended. */
  called(call: EndedCall): void;
  /** `read`: a record was handed to a consumer's handler, at the first attempt. `sent`: one was acknowledged that no report tells of. */
  weigh(kind: 'sent' | 'read', record: WeighedRecord): void;
  /** Sends at once what waits. */
  flush(): void;
}

/** Gathers reports and sends them ten times a second at most, with exact counts. It owns one timer while something waits. */
export function createReportStream(clock: Clock, send: (batch: ReportBatch) => void): ReportStream {
  let reports: RuntimeReport[] = [];
  let samples = 0;
  let dropped = 0;
  let timer: Timer | undefined;
  const counts = new Map<string, ReportBatch['counts'][number]>();
  const measures = new MeasureGatherer();

  const flush = (): void => {
    timer?.cancel();
    timer = undefined;
    if (reports.length === 0 && counts.size === 0 && dropped === 0 && measures.isEmpty) return;
    const batch = { reports, counts: [...counts.values()], measures: measures.take(), dropped };
    reports = [];
    samples = 0;
    dropped = 0;
    counts.clear();
    send(batch);
  };

  const count = (node: string, topic: string | undefined, kind: CountKind): void => {
    const key = JSON.stringify([node, topic, kind]);
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { node, ...(topic !== undefined && { topic }), kind, count: 1 });
  };

  return {
    flush,
    called: (call) => {
      measures.called(call);
      timer ??= clock.schedule(flushIntervalMs, flush);
    },
    weigh: (kind, record) => {
      measures.weigh(kind, record);
      timer ??= clock.schedule(flushIntervalMs, flush);
    },
    report: (report) => {
      countReport(report, count);
      if (report.type === 'emitted') {
        const { node, topic, partition, key, valueBytes } = report;
        measures.weigh('sent', { node, topic, partition, key, bytes: valueBytes + (key?.length ?? 0) });
      }
      timer ??= clock.schedule(flushIntervalMs, flush);
      if (!isSample(report)) reports.push(report);
      else if (samples < maxSamples) {
        samples += 1;
        reports.push(report);
      } else dropped += 1;
    },
  };
}

function countReport(
  report: RuntimeReport,
  count: (node: string, topic: string | undefined, kind: CountKind) => void,
): void {
  switch (report.type) {
    case 'emitted':
    case 'handled':
    case 'attempt-failed':
    case 'retry-scheduled':
    case 'dead-lettered':
    case 'skipped':
      count(report.node, report.topic, report.type);
      return;
    case 'tick-ended':
      count(report.node, undefined, 'tick-ended');
      if (report.error) count(report.node, undefined, 'tick-failed');
      return;
    default:
  }
}

/** What comes by the thousand and may be left out. */
function isSample(report: RuntimeReport): boolean {
  switch (report.type) {
    case 'emitted':
    case 'write-refused':
    case 'tick-started':
    case 'tick-ended':
    case 'attempt-started':
    case 'handled':
    case 'attempt-failed':
    case 'retry-scheduled':
    case 'dead-lettered':
    case 'skipped':
    case 'committed':
    case 'log':
      return true;
    default:
      return false;
  }
}
