import type { BenchmarkSummary, FigureSummary } from './summary.ts';

/** A benchmark as lines of text: a block a figure, a line a contender, the ratios below, and what could not be had. */
export function tableOf({ title, figures, absences }: BenchmarkSummary): string {
  return [
    title,
    ...figures.flatMap((figure) => linesOf(figure)),
    ...absences.map(({ name, because }) => `  not measured: ${name}: ${because.split('\n', 1)[0] ?? ''}`),
    '',
  ].join('\n');
}

function linesOf({ figure, unit, better, rows, ratios }: FigureSummary): string[] {
  if (rows.length === 0) return [];
  const nameWidth = Math.max(...rows.map(({ contender }) => contender.length));
  const medianWidth = Math.max(...rows.map(({ median }) => readable(median).length));
  return [
    `  ${figure}, ${unit} (${better} is better)`,
    ...rows.map(({ contender, median, lowest, highest }) => {
      const spread = lowest === highest ? '' : `   ${readable(lowest)} … ${readable(highest)}`;
      return `    ${contender.padEnd(nameWidth)}  ${readable(median).padStart(medianWidth)}${spread}`;
    }),
    ...ratios.map(({ ours, peer, ratio }) => `    ⇒ ${ours}: ${readable(ratio)} times as good as ${peer}`),
  ];
}

function readable(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: value >= 1000 ? 4 : 3 });
}
