/** In which direction a figure is good. */
export type Better = 'higher' | 'lower';

/** One thing that a benchmark tells of each contender. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | 'records/s' | 'events/s';
  readonly better: Better;
}

/** Who is measured. A run gives one value a figure, in the figures' order. */
export interface Contender {
  readonly name: string;
  run(): Promise<readonly number[]>;
}

/** A contender that can't run here, and why. */
export interface Absence {
  readonly name: string;
  readonly because: string;
}

/** Two contenders whose figures are set against each other. */
export interface Comparison {
  readonly ours: string;
  readonly peer: string;
}

/** What is measured together: its contenders take turns, so that a busy machine is busy for all of them. */
export interface Benchmark {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  /** Which figures come of a run, in order. */
  readonly figures: readonly Figure[];
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before them that don't: compilers and caches warm up. */
  readonly warmUpRounds: number;
  readonly contenders: readonly Contender[];
  readonly absences: readonly Absence[];
  readonly comparisons: readonly Comparison[];
  /** Called when all rounds are over, however they went. */
  readonly close?: () => Promise<void>;
}
