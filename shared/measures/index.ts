export { Durations, type DurationCounts, durationCountsSchema } from './durations.ts';
export { type HeavyHitter, HeavyHitters } from './heavy-hitters.ts';
