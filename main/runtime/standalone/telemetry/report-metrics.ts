import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RuntimeReport } from '../../reports.ts';

/** Seconds; from a handler that only computes to one that waits for others. */
const durationBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];

export interface ReportMetrics {
  readonly registry: Registry;
  take(report: RuntimeReport): void;
}

/** What happens in a service as Prometheus counts it, with the process's own metrics. */
export function createReportMetrics(serviceId: string): ReportMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: serviceId });
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[]): Counter =>
    new Counter({ name: `topicraft_${name}_total`, help, labelNames, registers: [registry] });
  const emitted = counter('emitted', 'Records acknowledged by the broker', ['node', 'topic']);
  const handled = counter('handled', 'Events done: handled, and all they emitted acknowledged', ['node', 'topic']);
  const failed = counter('attempts_failed', 'Attempts that failed', ['node', 'topic', 'failure']);
  const retried = counter('retries', 'Attempts that will be made again after a wait', ['node', 'topic']);
  const deadLettered = counter('dead_lettered', 'Events given up to a dead-letter topic', ['node', 'topic']);
  const skipped = counter('skipped', 'Events given up and passed over', ['node', 'topic']);
  const stopped = counter('partitions_stopped', 'Partitions that stand still at an event', ['node', 'topic']);
  const ticks = counter('ticks', 'Ticks of producers that ended', ['node', 'outcome']);
  const faults = counter('faults', 'Faults around the handlers', ['node', 'code']);
  const assigned = new Gauge({
    name: 'topicraft_assigned_partitions',
    help: 'Partitions that this process works on',
    labelNames: ['node', 'instance'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'topicraft_handler_duration_seconds',
    help: 'How long attempts took that were done',
    labelNames: ['node', 'topic'],
    buckets: durationBuckets,
    registers: [registry],
  });

  return {
    registry,
    take: (report) => {
      switch (report.type) {
        case 'emitted':
          emitted.inc({ node: report.node, topic: report.topic });
          return;
        case 'handled':
          handled.inc({ node: report.node, topic: report.topic });
          durations.observe({ node: report.node, topic: report.topic }, report.durationMs / 1000);
          return;
        case 'attempt-failed':
          failed.inc({ node: report.node, topic: report.topic, failure: report.failure });
          return;
        case 'retry-scheduled':
          retried.inc({ node: report.node, topic: report.topic });
          return;
        case 'dead-lettered':
          deadLettered.inc({ node: report.node, topic: report.topic });
          return;
        case 'skipped':
          skipped.inc({ node: report.node, topic: report.topic });
          return;
        case 'partition-stopped':
          stopped.inc({ node: report.node, topic: report.topic });
          return;
        case 'tick-ended':
          ticks.inc({ node: report.node, outcome: report.error ? 'failed' : 'done' });
          return;
        case 'fault':
          faults.inc({ node: report.node ?? '', code: report.code });
          return;
        case 'member-joined': {
          const partitions = report.assignment.reduce((sum, topic) => sum + topic.partitions.length, 0);
          assigned.set({ node: report.node, instance: report.instance }, partitions);
          return;
        }
        case 'member-left':
          assigned.set({ node: report.node, instance: report.instance }, 0);
          return;
        default:
      }
    },
  };
}
