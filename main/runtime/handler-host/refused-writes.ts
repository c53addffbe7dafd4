import type { OnRefused, WriteRefusal } from '../../clients/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import type { ReportStream } from './report-stream.ts';
import type { TopicTable } from './topic-table.ts';

/** Refusals come with each try, ten a second at first. */
const quietMs = 3000;
const mostKnown = 1000;

/** Reports that the cluster refuses what a node writes, the same of a partition once in three seconds. */
export function refusalReporter(
  node: () => string,
  { topics, reports, clock }: { topics: TopicTable; reports: ReportStream; clock: Clock },
): OnRefused {
  const told = new Map<string, number>();
  return ({ topic, partition, error }: WriteRefusal): void => {
    const timeMs = clock.nowMs();
    const key = `${topic}/${partition ?? ''}/${error}`;
    if (timeMs - (told.get(key) ?? -Infinity) < quietMs) return;
    if (told.size >= mostKnown) told.clear();
    told.set(key, timeMs);
    const place = { topic: topics.nameOf(topic), ...(partition !== undefined && { partition }) };
    reports.report({ type: 'write-refused', timeMs, node: node(), ...place, error });
  };
}
