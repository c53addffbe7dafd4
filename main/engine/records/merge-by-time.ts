import type { RecordPreview } from '../../../shared/contract/index.ts';

/**
 * Records of several partitions in one order: by time, and each partition's own in theirs, as they come in. A record that says it
 * is older than one before it in its partition stands right behind that one.
 */
export function mergeByTime(records: readonly RecordPreview[]): RecordPreview[] {
  const latest = new Map<string, number>();
  const timed = records.map((record) => {
    const place = `${record.topic}/${record.partition}`;
    const timeMs = Math.max(record.timestampMs, latest.get(place) ?? -Infinity);
    latest.set(place, timeMs);
    return { record, timeMs };
  });
  return timed.sort((left, right) => left.timeMs - right.timeMs).map(({ record }) => record);
}
