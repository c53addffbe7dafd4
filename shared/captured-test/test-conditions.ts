import type { CapturedEvent, CapturedTest } from './captured-test.ts';

/** What a handler is called with in a test, besides the event's content. The same wherever the test is run. */
export interface TestConditions {
  readonly seed: number;
  readonly attempt: number;
  readonly clockMs: readonly number[];
}

/** An event as a handler sees it, its content left aside. */
export interface EventConditions {
  readonly id: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestampMs: number;
}

/** The first of January 2024. */
const defaultTimeMs = 1_704_067_200_000;

/** A consumer's handler in a test may take as long as its node says; a producer's so long, as in a run. */
export const tickTestTimeoutMs = 30_000;

/** @param projectSeed of the graph's settings */
export function testConditions({ seed, attempt, clockMs }: CapturedTest, projectSeed: number): TestConditions {
  return { seed: seed ?? projectSeed, attempt: attempt ?? 1, clockMs: clockMs ?? [defaultTimeMs] };
}

/** @param index of the event in its call */
export function eventConditions({ id, partition, offset, timestampMs }: CapturedEvent, index: number): EventConditions {
  return {
    id: id ?? (index + 1).toString(16).padStart(32, '0'),
    partition: partition ?? 0,
    offset: offset ?? String(index),
    timestampMs: timestampMs ?? defaultTimeMs,
  };
}
