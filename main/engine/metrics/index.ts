export { collectMetrics } from './collect-metrics.ts';
export { MetricsServer } from './metrics-server.ts';
