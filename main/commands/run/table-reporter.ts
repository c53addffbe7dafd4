import { type EdgeStatistics, type SessionState, systemClock } from '../../engine/index.ts';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { Output } from '../terminal/output.ts';
import { diagnosticText } from '../terminal/diagnostic-text.ts';
import { createPaint } from '../terminal/paint.ts';
import { type EndReason, producersOf, totalsOf } from './lines.ts';
import { messageOf } from './message.ts';
import type { RunReporter } from './run-reporter.ts';
import type { RunSettings } from './run-settings.ts';
import { createScreen } from './screen.ts';
import { formatElapsed, renderScreen, renderTable, totalsSentence } from './table.ts';

/** Lines that stand below the table; older ones are forgotten. */
const keptMessages = 50;

const stateWords: Record<SessionState, string> = {
  starting: 'starting',
  running: 'running (Ctrl-C stops)',
  stopping: 'stopping (Ctrl-C again ends at once)',
  stopped: 'stopped',
  failed: 'failed',
};

const endWords: Record<EndReason, string> = {
  'events-done': 'all events are handled',
  'partition-stopped': 'all events are handled but those behind an event at which a partition stopped',
  'time-over': 'the time is over',
  interrupted: 'stopped',
  'output-closed': 'stopped',
  failed: 'failed',
};

/** A live table in the terminal, and what it came to when the run has ended. */
export function createTableReporter(output: Output, settings: RunSettings): RunReporter {
  const paint = createPaint(output.colors.output);
  const startedMs = systemClock.nowMs();
  const messages: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const kind = settings.target.type === 'embedded' ? 'embedded Kafka' : 'Kafka';
  let title = '';
  let state: SessionState = 'starting';
  let bootstrap: string | undefined;
  let readStatistics: (() => readonly EdgeStatistics[]) | undefined;
  let producers: ReadonlySet<string> = new Set();

  const elapsedMs = (): number => systemClock.nowMs() - startedMs;
  const screen = createScreen({
    terminal: output.terminal,
    clock: systemClock,
    render: (size) => {
      const head = { title, state: stateWords[state], elapsedMs: elapsedMs(), ...(bootstrap && { bootstrap }) };
      return renderScreen({ ...head, edges: readStatistics?.() ?? [], messages }, size, paint);
    },
  });
  return {
    open: (graph, statistics) => {
      title = graph.name;
      producers = producersOf(graph);
      readStatistics = statistics;
      screen.open();
    },
    tell: (event) => {
      if (event.type === 'state-changed') state = event.state;
      if (event.type === 'started') bootstrap = `${kind} ${event.bootstrap}`;
      if (event.type === 'diagnostic') diagnostics.push(event.diagnostic);
      const message = messageOf(event, paint);
      if (message === undefined) return;
      messages.push(message);
      if (messages.length > keptMessages) messages.shift();
    },
    end: (reason) => {
      screen.close();
      const edges = readStatistics?.() ?? [];
      if (edges.length > 0) {
        const totals = totalsOf(edges, (name) => producers.has(name));
        const table = renderTable(edges, output.terminal.columns ?? 80, paint);
        const summary = `${totalsSentence(totals)} In ${formatElapsed(elapsedMs())}; ${endWords[reason]}.`;
        output.write(`${[paint('bold', title), ...table, '', summary].join('\n')}\n`);
      }
      for (const diagnostic of diagnostics)
        output.complain(diagnosticText(diagnostic, createPaint(output.colors.errors)));
    },
    close: () => screen.close(),
  };
}
