import type { ConsumedRecord } from '../../clients/index.ts';
import type { AttemptError, DeadLetter, DeliveryReport } from '../../../shared/delivery/index.ts';
import type { ErrorReport, RuntimeReport } from '../reports.ts';

/** What it takes to name a record in a report. */
export interface ReportNames {
  readonly timeMs: number;
  /** The consumer's. */
  readonly node: string;
  /** The graph's name of a topic. */
  topicName(kafkaName: string): string;
  eventId(record: ConsumedRecord): string;
  readonly service: string;
  /** The graph's name; present where the consumer has one. */
  readonly deadLetterTopic: string | undefined;
}

/** A delivery's report in the runtime's terms: one report a record, names instead of the cluster's. */
export function runtimeReports(report: DeliveryReport<ConsumedRecord>, names: ReportNames): RuntimeReport[] {
  const { timeMs, node } = names;
  const consumed = (record: ConsumedRecord) => ({
    timeMs,
    node,
    topic: names.topicName(record.topic),
    partition: record.partition,
    offset: record.offset,
    eventId: names.eventId(record),
  });
  const letterOf = ({ record, attempts, error }: DeadLetter<ConsumedRecord>) => ({
    ...consumed(record),
    attempts,
    error: errorReport(error),
  });
  switch (report.type) {
    case 'attempt-started':
      return report.records.map((record) => ({ type: report.type, ...consumed(record), attempt: report.attempt }));
    case 'attempt-done': {
      const { attempt, durationMs } = report;
      return report.records.map((record) => ({ type: 'handled', ...consumed(record), attempt, durationMs }));
    }
    case 'attempt-failed': {
      const { attempt, durationMs, failure, counted } = report;
      const error = errorReport(report.error);
      return report.records.map((record) => ({
        type: 'attempt-failed',
        ...consumed(record),
        attempt,
        durationMs,
        failure,
        counted,
        error,
      }));
    }
    case 'retry-scheduled': {
      const { attempt, inMs: delayMs } = report;
      return report.records.map((record) => ({ type: 'retry-scheduled', ...consumed(record), attempt, delayMs }));
    }
    case 'dead-lettered':
      return [{ type: report.type, ...letterOf(report.letter), deadLetterTopic: names.deadLetterTopic ?? '' }];
    case 'skipped':
    case 'partition-stopped':
      return [{ type: report.type, ...letterOf(report.letter) }];
    case 'committed':
      return report.offsets.map(({ topic, partition, offset }) => ({
        type: 'committed',
        timeMs,
        node,
        topic: names.topicName(topic),
        partition,
        offset,
      }));
    case 'commit-failed':
      return [fault(names, 'commit-failed', report.error.message)];
    case 'claim-failed':
      return [
        fault(names, 'claim-failed', `A partition of ${names.topicName(report.topic)} waits: ${report.error.message}`),
      ];
    case 'dead-letter-failed':
      return [fault(names, 'dead-letter-failed', report.error.message)];
    case 'log-restarted':
      return [fault(names, 'log-restarted', `The log of ${names.topicName(report.topic)} began anew.`)];
    case 'attempt-abandoned':
    case 'batch-split':
    case 'partition-restarted':
    case 'paused':
    case 'resumed':
    case 'refetched-dropped':
      return [];
  }
}

function fault({ timeMs, service, node }: ReportNames, code: string, message: string): RuntimeReport {
  return { type: 'fault', timeMs, service, node, code, message };
}

function errorReport({ message, code, stack }: AttemptError): ErrorReport {
  return { name: 'Error', message, stack: stack ?? message, ...(code !== undefined && { code }) };
}
