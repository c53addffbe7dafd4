import type { ConsumedRecord } from '../../clients/index.ts';
import type { DeliveryReport } from '../../../shared/delivery/index.ts';
import type { ReportStream } from './report-stream.ts';
import type { TopicTable } from './topic-table.ts';

/** What a delivery's report adds to the figures of its consumer. @param node the consumer's name */
export function measureDelivery(
  report: DeliveryReport<ConsumedRecord>,
  node: string,
  { reports, topics }: { readonly reports: ReportStream; readonly topics: TopicTable },
): void {
  switch (report.type) {
    case 'attempt-started':
      if (report.attempt > 1) return;
      for (const { topic, partition, key, value } of report.records) {
        reports.weigh('read', { node, topic: topics.nameOf(topic), partition, ...weightOf({ key, value }) });
      }
      return;
    case 'attempt-done':
    case 'attempt-failed': {
      const [first] = report.records;
      // A batch handler that refuses some of its records was called all the same.
      const isNoCall = report.type === 'attempt-failed' && !report.counted && report.failure !== 'refused';
      if (!first || isNoCall) return;
      const { topic, partition } = first;
      const failed = report.type === 'attempt-failed';
      reports.called({ node, topic: topics.nameOf(topic), partition, durationMs: report.durationMs, failed });
      return;
    }
    default:
  }
}

export function weightOf({ key, value }: Pick<ConsumedRecord, 'key' | 'value'>): { key: string | null; bytes: number } {
  const keyText = key && Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('utf8');
  return { key: keyText, bytes: (key?.byteLength ?? 0) + (value?.byteLength ?? 0) };
}
