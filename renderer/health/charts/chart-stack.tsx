import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { AlertRule, SeriesAnswer } from '../../../shared/contract/index.ts';
import { clockText } from '../../ui/number-text.ts';
import { useChartColours } from './chart-colours.ts';
import styles from './charts.module.css';
import { type ChartState, makeChart, timesHeight } from './make-chart.ts';
import { alignedColumns, chartMeasures, isLogarithmic } from './measures.ts';

export interface ChartedNode {
  readonly id: string;
  readonly name: string;
}

interface ChartStackProps {
  nodes: readonly ChartedNode[];
  answer: SeriesAnswer;
  /** Milliseconds; what is seen of the time. */
  range: { readonly fromMs: number; readonly toMs: number };
  rules: readonly AlertRule[];
  /** By the wheel: a factor on the range, around a time. */
  onZoom: (factor: number, aroundMs: number) => void;
}

const smallestHeight = 44;

/** One small chart a measure on one time axis, with one crosshair through all of them and its values at the right. */
export function ChartStack({ nodes, answer, range, rules, onZoom }: ChartStackProps) {
  const host = useRef<HTMLDivElement>(null);
  const charts = useRef<uPlot[]>([]);
  const state = useRef<ChartState>({ thresholds: new Map(), markers: [] });
  const size = useSize(host);
  const colours = useChartColours();
  const [cursor, setCursor] = useState<number>();
  const series = nodes.map(({ id }) => answer.series[id]);
  const columns = chartMeasures.map(({ id }) => alignedColumns(series, id));
  const latest = useRef({ columns, onZoom });
  useEffect(() => {
    latest.current = { columns, onZoom };
    state.current.thresholds = new Map(
      chartMeasures.map((measure) => [
        measure.id,
        rules
          .filter((rule) => nodes.some(({ id }) => id === rule.node))
          .flatMap((rule) => measure.thresholdOf(rule) ?? []),
      ]),
    );
    state.current.markers = answer.markers.map(({ timeMs, kind }) => ({ timeMs, isCrash: kind === 'crash' }));
  });
  const nodeKey = nodes.map(({ id }) => id).join(' ');
  const logKey = chartMeasures
    .map(({ id }, index) => isLogarithmic(id, columns[index]?.slice(1).flat() ?? []))
    .join(' ');
  const { width, height } = size;
  const isSized = width > 0;
  useEffect(() => {
    const element = host.current;
    if (!element || !isSized) return undefined;
    const logs = logKey.split(' ');
    charts.current = chartMeasures.map((measure, index) =>
      makeChart(
        element,
        latest.current.columns[index] ?? [[]],
        { from: 0, to: 1 },
        {
          measure,
          isLogarithmic: logs[index] === 'true',
          lines: nodeKey === '' ? 0 : nodeKey.split(' ').length,
          size: { width: element.clientWidth, height: heightOf(index, element.clientHeight) },
          colours,
          showsTimes: index === chartMeasures.length - 1,
          state: state.current,
          onCursor: setCursor,
          onZoom: (factor, aroundMs) => latest.current.onZoom(factor, aroundMs),
        },
      ),
    );
    return () => {
      for (const chart of charts.current) chart.destroy();
      charts.current = [];
      setCursor(undefined);
    };
  }, [colours, isSized, nodeKey, logKey]);
  useEffect(() => {
    charts.current.forEach((chart, index) => chart.setSize({ width, height: heightOf(index, height) }));
  }, [width, height]);
  useEffect(() => {
    charts.current.forEach((chart, index) => {
      chart.batch(() => {
        chart.setData(columns[index] ?? [[]], false);
        chart.setScale('x', { min: range.fromMs / 1000, max: range.toMs / 1000 });
      });
    });
  });
  const times = columns[0]?.[0] ?? [];
  const shown = cursor !== undefined && cursor < times.length ? cursor : undefined;
  const move = (event: KeyboardEvent): void => {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const [first] = charts.current;
    if (steps === undefined || !first || times.length === 0) return;
    event.preventDefault();
    const from = shown ?? times.length - 1;
    const next = Math.min(times.length - 1, Math.max(0, from + steps * (event.shiftKey ? 10 : 1)));
    const left = first.valToPos(times[next] ?? 0, 'x');
    for (const chart of charts.current) chart.setCursor({ left, top: 4 });
  };
  return (
    <div className={styles.stack}>
      <div className={styles.names} aria-hidden>
        {chartMeasures.map(({ id, name, unit }) => (
          <span key={id}>
            {name} <em>{unit}</em>
          </span>
        ))}
      </div>
      <div
        ref={host}
        className={styles.charts}
        tabIndex={0}
        role="slider"
        aria-label={`Charts of ${nodes.map(({ name }) => name).join(', ')}, crosshair`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={shown ?? Math.max(0, times.length - 1)}
        aria-valuetext={shown === undefined ? 'now' : clockText((times[shown] ?? 0) * 1000).slice(0, 8)}
        onKeyDown={move}
      />
      <Readout nodes={nodes} columns={columns} index={shown} times={times} />
    </div>
  );
}

/** The lowest has the times below it. */
function heightOf(index: number, whole: number): number {
  const each = Math.max(smallestHeight, Math.floor((whole - timesHeight) / chartMeasures.length));
  return index === chartMeasures.length - 1 ? each + timesHeight : each;
}

interface ReadoutProps {
  nodes: readonly ChartedNode[];
  columns: readonly (readonly [number[], ...(number | null)[][]])[];
  index: number | undefined;
  times: readonly number[];
}

/** The values under the crosshair; without one the newest. */
function Readout({ nodes, columns, index, times }: ReadoutProps) {
  const at = index ?? times.length - 1;
  const seconds = times[at];
  return (
    <table className={styles.readout} aria-label="Values">
      <thead>
        <tr>
          <th scope="col">
            {seconds === undefined ? '' : index === undefined ? 'now' : clockText(seconds * 1000).slice(0, 8)}
          </th>
          {nodes.map(({ id, name }) => (
            <th key={id} scope="col" className="cut" title={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {chartMeasures.map((measure, row) => (
          <tr key={measure.id}>
            <th scope="row">
              <span className="visually-hidden">{measure.name}</span>
            </th>
            {nodes.map(({ id }, line) => {
              const value = columns[row]?.[line + 1]?.[at];
              return <td key={id}>{typeof value === 'number' ? measure.text(value) : '–'}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useSize(element: { readonly current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const watched = element.current;
    if (!watched) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
