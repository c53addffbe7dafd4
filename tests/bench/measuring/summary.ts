import type { Better } from './benchmark.ts';
import type { Measurement } from './measure.ts';

/** One contender in one figure, over all rounds. */
export interface SummaryRow {
  readonly contender: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly values: readonly number[];
}

/** How ours stands to a peer: above 1 ours is that many times as good, whichever direction is good. */
export interface Ratio {
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
}

export interface FigureSummary {
  readonly figure: string;
  readonly unit: string;
  readonly better: Better;
  readonly rows: readonly SummaryRow[];
  readonly ratios: readonly Ratio[];
}

export interface BenchmarkSummary {
  readonly benchmark: string;
  readonly title: string;
  readonly figures: readonly FigureSummary[];
  readonly absences: Measurement['absences'];
}

export function summarize({ benchmark, values, absences }: Measurement): BenchmarkSummary {
  const { name, title, comparisons } = benchmark;
  const figures = benchmark.figures.map((figure, index): FigureSummary => {
    const rows = benchmark.contenders.flatMap(({ name: contender }) => {
      const ofFigure = values.get(contender)?.[index] ?? [];
      return ofFigure.length === 0 ? [] : [rowOf(contender, ofFigure)];
    });
    const medians = new Map(rows.map((row) => [row.contender, row.median]));
    const ratios = comparisons.flatMap(({ ours, peer }) => {
      const [mine, theirs] = [medians.get(ours), medians.get(peer)];
      if (mine === undefined || theirs === undefined) return [];
      return [{ ours, peer, ratio: rounded(figure.better === 'higher' ? mine / theirs : theirs / mine) }];
    });
    return { figure: figure.name, unit: figure.unit, better: figure.better, rows, ratios };
  });
  return { benchmark: name, title, figures, absences };
}

function rowOf(contender: string, values: readonly number[]): SummaryRow {
  const sorted = values.map(rounded).sort((one, other) => one - other);
  return {
    contender,
    median: quantile(sorted, 0.5),
    lowest: sorted[0] ?? NaN,
    highest: sorted.at(-1) ?? NaN,
    values: values.map(rounded),
  };
}

/** Of values in ascending order; between two neighbours in proportion. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return rounded(below + (above - below) * (position - Math.floor(position)));
}

/** Four digits are more than such figures are good for. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
