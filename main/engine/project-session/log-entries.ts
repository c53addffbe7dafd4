import type { LogEntry } from '../../../shared/contract/index.ts';
import type { RuntimeReport } from '../session/index.ts';

type NewEntry = Omit<LogEntry, 'sequence'>;
type Place = { readonly topic: string; readonly partition: number; readonly offset: string };

/** What a report puts into the log: lines of handlers, and everything that went wrong. Undefined where it is routine. Pure. */
export function logEntryOf(report: RuntimeReport, idOf: (name: string) => string): NewEntry | undefined {
  const { timeMs } = report;
  switch (report.type) {
    case 'log': {
      const { level, message, fields, causeId } = report;
      return {
        timeMs,
        level,
        node: idOf(report.node),
        message,
        ...(fields !== undefined && { fields }),
        ...(causeId !== undefined && { causeId }),
      };
    }
    case 'attempt-failed': {
      const { attempt, counted, error, eventId } = report;
      const message = `Attempt ${attempt} at ${placeOf(report)} failed: ${error.message}`;
      return {
        timeMs,
        level: counted ? 'error' : 'warn',
        node: idOf(report.node),
        message,
        stack: error.stack,
        causeId: eventId,
      };
    }
    case 'tick-ended': {
      const { error, index, tickId } = report;
      if (!error) return undefined;
      const message = `Tick ${index} failed: ${error.message}`;
      return { timeMs, level: 'error', node: idOf(report.node), message, stack: error.stack, causeId: tickId };
    }
    case 'dead-lettered': {
      const { attempts, deadLetterTopic, error } = report;
      const message = `${placeOf(report)} went to ${deadLetterTopic} after ${times(attempts)}: ${error.message}`;
      return { timeMs, level: 'error', node: idOf(report.node), message, causeId: report.eventId };
    }
    case 'skipped': {
      const message = `${placeOf(report)} was skipped after ${times(report.attempts)}: ${report.error.message}`;
      return { timeMs, level: 'error', node: idOf(report.node), message, causeId: report.eventId };
    }
    case 'partition-stopped': {
      const message = `Stands still at ${placeOf(report)} after ${times(report.attempts)}: ${report.error.message}`;
      return { timeMs, level: 'error', node: idOf(report.node), message, causeId: report.eventId };
    }
    case 'worker-lost': {
      const { instance, error } = report;
      const message = `The worker of instance ${instance + 1} ended: ${error.message}`;
      return { timeMs, level: 'error', node: idOf(report.node), message, stack: error.stack };
    }
    case 'host-lost': {
      const { service, code, signal, standardErrorTail } = report;
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      const words = standardErrorTail.trim();
      const message = `The process of ${service} ended ${how} and starts again.`;
      return { timeMs, level: 'error', message, ...(words !== '' && { stack: words }) };
    }
    case 'producer-ended': {
      const { error } = report;
      if (!error) return undefined;
      const message = `Ticks no more: ${error.message}`;
      return { timeMs, level: 'error', node: idOf(report.node), message, stack: error.stack };
    }
    case 'fault': {
      const { node, service, message } = report;
      if (node !== undefined) return { timeMs, level: 'warn', node: idOf(node), message };
      return { timeMs, level: 'warn', message: `${service}: ${message}` };
    }
    case 'emitted':
    case 'write-refused':
    case 'tick-started':
    case 'attempt-started':
    case 'handled':
    case 'retry-scheduled':
    case 'committed':
    case 'member-joined':
    case 'member-left':
    case 'worker-started':
    case 'handler-swapped':
    case 'host-started':
    case 'host-ended':
    case 'http-listening':
      return undefined;
  }
}

function placeOf({ topic, partition, offset }: Place): string {
  return `${topic} ${partition}:${offset}`;
}

function times(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
