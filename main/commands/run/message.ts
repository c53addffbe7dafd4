import type { SessionEvent } from '../../engine/index.ts';
import { diagnosticText } from '../terminal/diagnostic-text.ts';
import type { Paint } from '../terminal/paint.ts';

/** What stands below the table for an event: logs of handlers and what needs an eye. Undefined for all that is routine. */
export function messageOf(event: SessionEvent, paint: Paint): string | undefined {
  switch (event.type) {
    case 'diagnostic':
      return diagnosticText(event.diagnostic, paint).split('\n', 1)[0];
    case 'broker-lost':
      return paint('red', `The broker ended and starts again: ${event.explanation}`);
    case 'broker-restarted':
      return `The broker answers again at ${event.bootstrap}`;
    case 'broker-log':
      return event.level === 'info' ? undefined : `broker: ${event.message}`;
    case 'reports-dropped':
      return paint('dim', `${event.count} messages left out to keep up`);
    case 'reported':
      return reportMessage(event.report, paint);
    case 'state-changed':
    case 'started':
    case 'statistics':
      return undefined;
  }
}

type Report = Extract<SessionEvent, { type: 'reported' }>['report'];

function reportMessage(report: Report, paint: Paint): string | undefined {
  switch (report.type) {
    case 'log': {
      const text = `${report.node}: ${report.message}${report.fields === undefined ? '' : ` ${report.fields}`}`;
      if (report.level === 'error') return paint('red', text);
      return report.level === 'warn' ? paint('yellow', text) : paint('dim', text);
    }
    case 'dead-lettered': {
      const { node, topic, partition, offset, deadLetterTopic, error } = report;
      return paint('red', `${node}: ${topic} ${partition}:${offset} goes to ${deadLetterTopic}: ${error.message}`);
    }
    case 'skipped':
      return paint('red', `${report.node}: ${placeOf(report)} is skipped: ${report.error.message}`);
    case 'partition-stopped':
      return paint('red', `${report.node}: stops at ${placeOf(report)}: ${report.error.message}`);
    case 'worker-lost':
      return paint('red', `${report.node}: a worker ended and starts again: ${report.error.message}`);
    case 'host-lost':
      return paint('red', `${report.service}: its process ended and starts again`);
    case 'http-listening':
      return `${report.node}: listens on ${report.url}`;
    case 'producer-ended':
      return report.error ? paint('red', `${report.node}: ended: ${report.error.message}`) : undefined;
    case 'fault':
      return paint('red', `${report.node ?? report.service}: ${report.message}`);
    case 'emitted':
    case 'write-refused':
    case 'tick-started':
    case 'tick-ended':
    case 'attempt-started':
    case 'handled':
    case 'attempt-failed':
    case 'retry-scheduled':
    case 'committed':
    case 'member-joined':
    case 'member-left':
    case 'worker-started':
    case 'handler-swapped':
    case 'host-started':
    case 'host-ended':
      return undefined;
  }
}

function placeOf({ topic, partition, offset }: { topic: string; partition: number; offset: string }): string {
  return `${topic} ${partition}:${offset}`;
}
