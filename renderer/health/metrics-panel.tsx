import { Activity, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { SeriesAnswer } from '../../shared/contract/index.ts';
import bar from '../session/panel-bar.module.css';
import { useApp, useGraph, useSession, useView } from '../state/app-state.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented, Select } from '../ui/field.tsx';
import { type ChartedNode, ChartStack } from './charts/chart-stack.tsx';
import { dashes } from './charts/chart-colours.ts';
import charts from './charts/charts.module.css';
import { Scrubber } from './charts/scrubber.tsx';
import styles from './metrics-panel.module.css';
import { useSeries } from './use-series.ts';

const mostCharted = 4;
const none = '';

type Span = 'minute' | 'ten-minutes' | 'run' | 'chosen';
const spanOptions = [
  { value: 'minute', label: '1 min' },
  { value: 'ten-minutes', label: '10 min' },
  { value: 'run', label: 'Run' },
] as const;
/** Of a run that has just begun this much is drawn. */
const shortestRunMs = 10_000;
const shortestZoomMs = 5000;
const spanMs = { minute: 60_000, 'ten-minutes': 600_000 } as const;

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How up to four nodes did over time, on one axis. */
export function MetricsPanel() {
  const graph = useGraph();
  const chosen = useView((state) => state.chartedNodes);
  const selected = useView((state) => state.selectedNodes);
  const [span, setSpan] = useState<Span>('run');
  const [kept, setKept] = useState<Range>();
  const named = graph.nodes.flatMap((node): ChartedNode[] =>
    node.kind === 'note' ? [] : [{ id: node.id, name: node.name }],
  );
  const first = named.find(({ id }) => selected.includes(id)) ?? defaultNode(graph.nodes, named);
  const ids = chosen.length > 0 ? chosen : first ? [first.id] : [];
  const nodes = ids.flatMap((id) => named.find((node) => node.id === id) ?? []);
  const whole = useSeries(
    nodes.map(({ id }) => id),
    0,
  );
  const choose = (next: Range): void => {
    setKept(next);
    setSpan('chosen');
  };
  return (
    <div className={bar.panel}>
      <div className={bar.bar} role="toolbar" aria-label="Charts">
        <ChartedNodes nodes={nodes} others={named.filter(({ id }) => !ids.includes(id))} />
        <SpanChoice span={span} answer={whole} onChange={setSpan} />
      </div>
      {whole?.startedMs === undefined ? (
        <EmptyState title="No figures yet">Run the graph and they appear here, second by second.</EmptyState>
      ) : (
        <Charts nodes={nodes} whole={whole} startedMs={whole.startedMs} span={span} kept={kept} onChoose={choose} />
      )}
    </div>
  );
}

function ChartedNodes({ nodes, others }: { nodes: readonly ChartedNode[]; others: readonly ChartedNode[] }) {
  const { view } = useApp();
  const ids = nodes.map(({ id }) => id);
  const setNodes = (next: readonly string[]): void => view.setState({ chartedNodes: next });
  return (
    <>
      {nodes.map(({ id, name }, index) => (
        <span key={id} className={styles.node}>
          <Swatch index={index} />
          <span className="cut">{name}</span>
          {nodes.length > 1 && (
            <IconButton
              size="small"
              icon={X}
              label={`Take ${name} out of the charts`}
              onClick={() => setNodes(ids.filter((each) => each !== id))}
            />
          )}
        </span>
      ))}
      {nodes.length < mostCharted && others.length > 0 && (
        <div className={bar.select}>
          <Select
            label="Add a node to the charts"
            value={none}
            onChange={(id) => setNodes([...ids, id])}
            options={[
              { value: none, label: 'Add node' },
              ...others.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
      )}
    </>
  );
}

interface SpanChoiceProps {
  span: Span;
  answer: SeriesAnswer | undefined;
  onChange: (span: Span) => void;
}

function SpanChoice({ span, answer, onChange }: SpanChoiceProps) {
  const isRunning = useSession(({ overview }) => overview.state === 'running');
  const interval = Math.max(0, ...Object.values(answer?.series ?? {}).map(({ intervalMs }) => intervalMs / 1000));
  return (
    <div className={styles.spans}>
      {interval > 1 && <span className={bar.note}>one point = {interval} s, highest of each</span>}
      <Segmented
        label="How much of the run"
        value={span === 'chosen' ? undefined : span}
        options={spanOptions}
        onChange={onChange}
      />
      <Button icon={Activity} disabled={!isRunning || span !== 'chosen'} onClick={() => onChange('minute')}>
        Live
      </Button>
    </div>
  );
}

/** A consumer tells most. */
function defaultNode(
  all: readonly { id: string; kind: string }[],
  named: readonly ChartedNode[],
): ChartedNode | undefined {
  const consumer = all.find(({ kind }) => kind === 'consumer');
  return named.find(({ id }) => id === consumer?.id) ?? named[0];
}

interface ChartsProps {
  nodes: readonly ChartedNode[];
  whole: SeriesAnswer;
  startedMs: number;
  span: Span;
  /** What a person drew up. */
  kept: Range | undefined;
  onChoose: (range: Range) => void;
}

function Charts({ nodes, whole, startedMs, span, kept, onChoose }: ChartsProps) {
  const { alerts } = useApp();
  const rules = useStore(alerts, (state) => state.rules);
  const run = { fromMs: startedMs, toMs: Math.max(startedMs + shortestRunMs, lastOf(whole)) };
  const range = rangeOf(span, kept, run);
  // Whole minutes, so that the same is asked for until one has passed. What is kept by the second comes back so.
  const fine = useSeries(
    nodes.map(({ id }) => id),
    span === 'run' ? 0 : Math.max(startedMs, Math.floor(range.fromMs / 60_000) * 60_000),
  );
  const answer = fine ?? whole;
  const zoom = (factor: number, aroundMs: number): void => {
    const fromMs = Math.max(run.fromMs, aroundMs - (aroundMs - range.fromMs) * factor);
    const toMs = Math.min(run.toMs, aroundMs + (range.toMs - aroundMs) * factor);
    if (toMs - fromMs >= shortestZoomMs) onChoose({ fromMs, toMs });
  };
  return (
    <>
      <Markers markers={whole.markers} range={range} />
      <ChartStack nodes={nodes} answer={answer} range={range} rules={rules} onZoom={zoom} />
      <Scrubber whole={run} range={range} series={whole.series[nodes[0]?.id ?? '']} onChange={onChoose} />
    </>
  );
}

function rangeOf(span: Span, kept: Range | undefined, run: Range): Range {
  if (span === 'chosen' && kept) return kept;
  if (span === 'run' || span === 'chosen') return run;
  return { fromMs: Math.max(run.fromMs, run.toMs - spanMs[span]), toMs: run.toMs };
}

/** Of the newest point: after a run its end, and not now. */
function lastOf({ series, startedMs = 0, nowMs }: SeriesAnswer): number {
  const ends = Object.values(series).map(
    ({ startMs, intervalMs, perSecond }) => startMs + perSecond.length * intervalMs,
  );
  // The last interval of a long run may be minutes long, and have only begun.
  return Math.max(startedMs, Math.min(nowMs, Math.max(0, ...ends)));
}

function Markers({ markers, range }: { markers: SeriesAnswer['markers']; range: Range }) {
  const { nodes } = useGraph();
  const lengthMs = range.toMs - range.fromMs;
  const seen = markers.filter(({ timeMs }) => timeMs >= range.fromMs && timeMs <= range.toMs);
  return (
    <ul className={charts.markers} aria-label="What happened" style={{ padding: 0, listStyle: 'none' }}>
      {seen.map(({ timeMs, kind, node, message }) => {
        const found = nodes.find(({ id }) => id === node);
        const name = found && found.kind !== 'note' ? found.name : '';
        return (
          <li
            key={`${timeMs} ${kind} ${message}`}
            className={`${charts.marker} cut`}
            data-kind={kind}
            title={message}
            style={{ left: `${((timeMs - range.fromMs) / lengthMs) * 100}%` }}
          >
            {markerText(kind, name)}
          </li>
        );
      })}
    </ul>
  );
}

function markerText(kind: SeriesAnswer['markers'][number]['kind'], name: string): string {
  switch (kind) {
    case 'deploy':
      return `${name} deployed`;
    case 'rebalance':
      return `${name} rebalanced`;
    case 'crash':
      return `${name} crashed`;
    case 'recovered':
      return `${name} is back`;
    case 'broker-lost':
      return 'broker lost';
    case 'broker-restarted':
      return 'broker is back';
    case 'producer-ended':
      return `${name} ended`;
  }
}

/** The line's colour and dash. */
function Swatch({ index }: { index: number }) {
  return (
    <svg width={24} height={4} aria-hidden>
      <path
        d="M0 2H24"
        stroke={`var(--series-${index + 1})`}
        strokeWidth={2}
        strokeDasharray={(dashes[index] ?? []).join(' ')}
      />
    </svg>
  );
}
