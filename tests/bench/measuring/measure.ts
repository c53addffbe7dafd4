import type { Absence, Benchmark, Contender } from './benchmark.ts';

/** What all rounds of one benchmark gave. */
export interface Measurement {
  readonly benchmark: Benchmark;
  /** By contender: a list of values for each figure. A contender that failed is among the absences instead. */
  readonly values: ReadonlyMap<string, readonly (readonly number[])[]>;
  readonly absences: readonly Absence[];
}

/**
 * Runs the contenders of a benchmark in turn, round after round, each round beginning with another. One that fails is left
 * out from then on and said to be missing; its values are not kept, since a half-measured figure is none.
 */
export async function measure(benchmark: Benchmark, progress: (line: string) => void): Promise<Measurement> {
  const { figures, rounds, warmUpRounds } = benchmark;
  const values = new Map(benchmark.contenders.map(({ name }) => [name, figures.map((): number[] => [])]));
  const absences = [...benchmark.absences];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    for (const contender of rotated(benchmark.contenders, round)) {
      const ofContender = values.get(contender.name);
      if (ofContender === undefined) continue;
      try {
        const results = await contender.run();
        progress(`${benchmark.name}: ${contender.name}: ${results.map((value) => value.toPrecision(4)).join(', ')}`);
        if (round >= warmUpRounds) results.forEach((value, index) => ofContender[index]?.push(value));
      } catch (error) {
        const because = error instanceof Error ? error.message : String(error);
        progress(`${benchmark.name}: ${contender.name}: failed: ${because}`);
        values.delete(contender.name);
        absences.push({ name: contender.name, because });
      }
    }
  }
  return { benchmark, values, absences };
}

function rotated(contenders: readonly Contender[], by: number): Contender[] {
  const first = by % Math.max(1, contenders.length);
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}
