import { type EdgeStatistics, systemClock } from '../../engine/index.ts';
import type { Output } from '../terminal/output.ts';
import { lineOf, producersOf, type RunLine, totalsOf } from './lines.ts';
import type { RunReporter } from './run-reporter.ts';
import type { RunSettings } from './run-settings.ts';

/** A line for each thing that a session tells; nothing else reaches standard output. */
export function createJsonReporter(output: Output, settings: RunSettings): RunReporter {
  const startedMs = systemClock.nowMs();
  const target = settings.target.type;
  let project = '';
  let producers: ReadonlySet<string> = new Set();
  let edges: readonly EdgeStatistics[] = [];
  return {
    open: (graph) => {
      project = graph.name;
      producers = producersOf(graph);
    },
    tell: (event) => {
      if (event.type === 'statistics') edges = event.edges;
      const line = lineOf(event, { project, target, nowMs: systemClock.nowMs() });
      if (line) output.writeJson(line);
    },
    end: (reason) => {
      const totals = totalsOf(edges, (name) => producers.has(name));
      output.writeJson({ type: 'ended', reason, elapsedMs: systemClock.nowMs() - startedMs, totals } satisfies RunLine);
    },
    close: () => undefined,
  };
}
