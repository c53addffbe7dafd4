import uPlot from 'uplot';
import { type ChartColours, dashes } from './chart-colours.ts';
import { type ChartMeasure, roundUp } from './measures.ts';

export interface DrawnMarker {
  readonly timeMs: number;
  readonly isCrash: boolean;
}

/** What the charts of a panel have in common at the moment. They read it when they draw. */
export interface ChartState {
  thresholds: ReadonlyMap<string, readonly number[]>;
  markers: readonly DrawnMarker[];
}

export interface ChartOptions {
  readonly measure: ChartMeasure;
  /** Of its values. */
  readonly isLogarithmic: boolean;
  /** How many lines. */
  readonly lines: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly colours: ChartColours;
  /** Only the lowest shows the times. */
  readonly showsTimes: boolean;
  readonly state: ChartState;
  /** Index of the point under the crosshair; undefined without one. */
  readonly onCursor: (index: number | undefined) => void;
  readonly onZoom: (factor: number, aroundMs: number) => void;
}

const axisWidth = 64;
export const timesHeight = 24;

/** A chart of one measure: lines by dash and colour, three gridlines, thresholds and markers through it. */
export function makeChart(
  target: HTMLElement,
  data: uPlot.AlignedData,
  range: { from: number; to: number },
  options: ChartOptions,
): uPlot {
  const { measure, isLogarithmic, lines, size, colours, showsTimes, state, onCursor, onZoom } = options;
  const chart = new uPlot(
    {
      ...size,
      padding: [8, 8, showsTimes ? 0 : 6, 0],
      legend: { show: false },
      cursor: { sync: { key: 'topicraft-metrics' }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: true, min: range.from, max: range.to, auto: false },
        // uPlot declares a const enum for it, which is not there at run time.
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
        y: isLogarithmic
          ? { distr: 3 }
          : {
              range: (_chart, _min, max) => [
                0,
                roundUp(Math.max(max ?? 0, ...(state.thresholds.get(measure.id) ?? []))),
              ],
            },
      },
      axes: [
        {
          show: showsTimes,
          size: timesHeight,
          stroke: colours.text,
          font: colours.font,
          grid: { show: false },
          ticks: { show: false },
          values: (_chart, splits) => splits.map(timeText),
        },
        {
          size: axisWidth,
          stroke: colours.text,
          font: colours.font,
          ticks: { show: false },
          grid: { stroke: colours.grid, width: 1 },
          ...(!isLogarithmic && { splits: (_chart, _axis, min, max) => [min, (min + max) / 2, max] }),
          values: (_chart, splits) => splits.map((split) => (split === null ? '' : measure.text(split))),
        },
      ],
      series: [
        {},
        ...Array.from({ length: lines }, (_, index): uPlot.Series => ({
          stroke: colours.series[index] ?? colours.text,
          dash: [...(dashes[index] ?? [])],
          width: index === 0 ? 1.75 : 1.5,
          spanGaps: false,
          points: { show: false },
        })),
      ],
      hooks: {
        drawClear: [(drawn) => drawMarkers(drawn, state.markers, colours)],
        draw: [(drawn) => drawThresholds(drawn, state.thresholds.get(measure.id) ?? [], measure, colours)],
        setCursor: [({ cursor: { idx } }) => onCursor(idx ?? undefined)],
      },
    },
    data,
    target,
  );
  chart.over.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      onZoom(event.deltaY > 0 ? 1.25 : 0.8, chart.posToVal(event.offsetX, 'x') * 1000);
    },
    { passive: false },
  );
  return chart;
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}

function drawMarkers(chart: uPlot, markers: readonly DrawnMarker[], colours: ChartColours): void {
  const { ctx, bbox } = chart;
  const { min = 0, max = 0 } = chart.scales['x'] ?? {};
  ctx.save();
  ctx.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  for (const { timeMs, isCrash } of markers) {
    const seconds = timeMs / 1000;
    if (seconds < (min ?? 0) || seconds > (max ?? 0)) continue;
    const x = Math.round(chart.valToPos(seconds, 'x', true));
    ctx.strokeStyle = isCrash ? colours.crash : colours.marker;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function drawThresholds(
  chart: uPlot,
  thresholds: readonly number[],
  measure: ChartMeasure,
  colours: ChartColours,
): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.lineWidth = devicePixelRatio;
  ctx.strokeStyle = colours.warn;
  ctx.fillStyle = colours.warn;
  ctx.font = `${11 * devicePixelRatio}px ${colours.font.slice(colours.font.indexOf(' ') + 1)}`;
  for (const threshold of thresholds) {
    const y = Math.round(chart.valToPos(threshold, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(`alert at ${measure.text(threshold)}`, bbox.left + 6 * devicePixelRatio, y - 4 * devicePixelRatio);
  }
  ctx.restore();
}
