import { Counter, Gauge, Registry } from 'prom-client';
import type { Graph } from '../../../shared/graph/index.ts';
import type { ProjectSession } from '../project-session/project-session.ts';

/** The numbers of all runs as Prometheus reads them, taken at this moment. A project whose traces can't be read lacks their counts. */
export async function collectMetrics(sessions: readonly ProjectSession[]): Promise<{ text: string; type: string }> {
  const registry = new Registry();
  const metrics = makeMetrics(registry);
  const named = new Map<string, number>();
  for (const session of sessions) {
    const { graph } = session.project.document;
    // Two projects may have one name: a copy, say.
    const count = (named.get(graph.name) ?? 0) + 1;
    named.set(graph.name, count);
    const name = count === 1 ? graph.name : `${graph.name} (${count})`;
    takeStanding(metrics, session, { ...graph, name });
    await takeTraced(metrics, session, name);
  }
  return { text: await registry.metrics(), type: registry.contentType };
}

type Metrics = ReturnType<typeof makeMetrics>;

function makeMetrics(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[]): Gauge =>
    new Gauge({ name: `topicraft_${name}`, help, labelNames, registers: [registry] });
  const counter = (name: string, help: string, labelNames: string[]): Counter =>
    new Counter({ name: `topicraft_${name}_total`, help, labelNames, registers: [registry] });
  return {
    running: gauge('running', 'Whether the project runs', ['project']),
    perSecond: gauge('events_per_second', 'Events of the run, over the last seconds', ['project']),
    edgeEvents: counter('edge_events', 'Events that went along an edge in this run', ['project', 'source', 'target']),
    edgeErrors: counter('edge_errors', 'Errors on an edge in this run', ['project', 'source', 'target']),
    lag: gauge('consumer_lag_records', 'Records that a consumer has not handled yet', ['project', 'consumer']),
    latency: gauge('consumer_latency_seconds', '95th percentile of a call over the last seconds', [
      'project',
      'consumer',
    ]),
    records: gauge('topic_records', 'Records that a topic holds', ['project', 'topic']),
    traced: counter('traced', 'Hops of the run by node, topic and kind; exact, whatever share of traces is kept', [
      'project',
      'node',
      'topic',
      'kind',
    ]),
  };
}

function takeStanding(metrics: Metrics, session: ProjectSession, graph: Graph): void {
  const { overview, nodes, edges } = session.standing();
  const { name: project } = graph;
  const nameOf = (id: string): string => graph.nodes.find((node) => node.id === id)?.name ?? id;
  metrics.running.set({ project }, overview.state === 'running' ? 1 : 0);
  metrics.perSecond.set({ project }, overview.perSecond);
  for (const [id, status] of nodes) {
    const name = nameOf(id);
    if (status.kind === 'topic') metrics.records.set({ project, topic: name }, status.records);
    if (status.kind !== 'consumer') continue;
    if (status.lag !== undefined) metrics.lag.set({ project, consumer: name }, status.lag);
    if (status.latencyMs !== undefined) metrics.latency.set({ project, consumer: name }, status.latencyMs / 1000);
  }
  for (const [id, { events, errors }] of edges) {
    const edge = graph.edges.find((each) => each.id === id);
    if (!edge) continue;
    const labels = { project, source: nameOf(edge.source), target: nameOf(edge.target) };
    metrics.edgeEvents.inc(labels, events);
    metrics.edgeErrors.inc(labels, errors);
  }
}

async function takeTraced(metrics: Metrics, session: ProjectSession, project: string): Promise<void> {
  if (!session.running) return;
  try {
    const traces = await session.traces.open();
    const live = (await traces.call('sessions')).find(({ isLive }) => isLive);
    if (!live) return;
    for (const { node, topic, kind, count } of await traces.call('counts', live.session)) {
      metrics.traced.inc({ project, node: node.name, topic: topic?.name ?? '', kind }, count);
    }
  } catch (error) {
    session.traces.failed(error);
  }
}
