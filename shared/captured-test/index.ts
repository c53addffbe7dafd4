export * from './captured-test.ts';
export * from './difference.ts';
export { differenceLines } from './difference-text.ts';
export { givenClock } from './given-clock.ts';
export * from './judge.ts';
export * from './test-conditions.ts';
