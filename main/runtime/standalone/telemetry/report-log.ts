import type { Logger } from 'pino';
import type { RuntimeReport } from '../../reports.ts';

type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Writes what happens in a service as lines of JSON: the handlers' own, and what one must know of a running service. */
export function logReport(logger: Logger, report: RuntimeReport): void {
  if (report.type === 'log') {
    const { node, level, message, fields, causeId } = report;
    logger[level]({ node, ...(causeId !== undefined && { causeId }), ...fieldsOf(fields) }, message);
    return;
  }
  const { type, timeMs: _timeMs, ...rest } = report;
  logger[levelOf(report)]({ event: type, ...rest }, sentenceOf(report));
}

function levelOf(report: RuntimeReport): LogLevel {
  switch (report.type) {
    case 'dead-lettered':
    case 'partition-stopped':
      return 'error';
    case 'attempt-failed':
    case 'skipped':
    case 'write-refused':
    case 'fault':
      return 'warn';
    case 'tick-ended':
      return report.error ? 'error' : 'debug';
    case 'producer-ended':
      return report.error ? 'error' : 'info';
    case 'member-joined':
    case 'member-left':
    case 'http-listening':
      return 'info';
    default:
      return 'debug';
  }
}

function sentenceOf(report: RuntimeReport): string {
  switch (report.type) {
    case 'attempt-failed':
      return `${report.node} failed at an event of ${report.topic}: ${report.error.message}`;
    case 'dead-lettered':
      return `${report.node} gave an event of ${report.topic} up to ${report.deadLetterTopic}: ${report.error.message}`;
    case 'skipped':
      return `${report.node} passes over an event of ${report.topic}: ${report.error.message}`;
    case 'partition-stopped':
      return `${report.node} stands still at an event of ${report.topic}: ${report.error.message}`;
    case 'write-refused':
      return `The cluster refuses what ${report.node} writes to ${report.topic}: ${report.error}`;
    case 'fault':
      return report.message;
    case 'member-joined':
      return `${report.node} joined the group ${report.group}`;
    case 'http-listening':
      return `${report.node} listens at ${report.url}`;
    case 'producer-ended':
      return `${report.node} ticks no more after ${report.ticks} ticks (${report.reason})`;
    default:
      return report.type;
  }
}

function fieldsOf(fields: string | undefined): object {
  return fields === undefined ? {} : { fields: JSON.parse(fields) as unknown };
}
