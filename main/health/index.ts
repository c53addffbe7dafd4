export { Alerts } from './alerts.ts';
export { EndTimes } from './end-times.ts';
export { type ExplainedTopic, explainConsumer, explainTopic, hotKeyOf } from './explain.ts';
export { type PartitionVerdict, PartitionWindow } from './partition-window.ts';
export { RecentDurations, RecentKeys, recentSeconds, RecentSums } from './recent.ts';
export { NodeSeries } from './series.ts';
export type { WatchedFigures } from './watched-figures.ts';
