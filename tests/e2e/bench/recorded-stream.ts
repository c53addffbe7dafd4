import type {
  EdgeStatus,
  NodeStatus,
  RecordFrame,
  RecordPreview,
  SessionFrame,
} from '../../../shared/contract/index.ts';
import type { Graph, Node } from '../../../shared/graph/index.ts';

/** As the engine paces them (session-frames.ts, stream.ts). */
export const sessionGapMs = 250;
export const recordGapMs = 100;

const historySeconds = 60;
const partitions = 3;

/** What the engine would tell of a run of this graph, frame by frame: made beforehand, so that replaying it costs little. */
export interface RecordedStream {
  readonly session: readonly SessionFrame[];
  readonly records: readonly RecordFrame[];
}

/** A minute of a run in which so many events are emitted a second, spread over all producers and consumers. */
export function recordStream(graph: Graph, eventsPerSecond: number): RecordedStream {
  const frames = (60 * 1000) / sessionGapMs;
  return {
    session: Array.from({ length: frames }, (_, index) => sessionFrame(graph, eventsPerSecond, index)),
    records: Array.from({ length: (60 * 1000) / recordGapMs }, (_, index) =>
      recordFrame(graph, eventsPerSecond, index),
    ),
  };
}

/** A number between 0.7 and 1.3 that looks like chance and is the same each time. */
function wobble(node: number, second: number): number {
  return 1 + 0.3 * Math.sin(node * 12.9898 + second * 1.7);
}

function sessionFrame(graph: Graph, eventsPerSecond: number, index: number): SessionFrame {
  const seconds = (index * sessionGapMs) / 1000;
  const emitters = graph.nodes.filter(({ kind }) => kind !== 'topic').length;
  const rateOf = (at: number): number => Math.round((eventsPerSecond / emitters) * wobble(at, seconds) * 10) / 10;
  const edges = graph.edges.map(({ id }, at): [string, EdgeStatus] => {
    const perSecond = rateOf(at);
    return [
      id,
      {
        events: Math.round(perSecond * seconds),
        perSecond,
        bytesPerSecond: 512 * perSecond,
        fallingBehind: false,
        errors: 0,
      },
    ];
  });
  return {
    timeMs: index * sessionGapMs,
    overview: {
      state: 'running',
      target: { type: 'embedded' },
      bootstrap: '127.0.0.1:19092',
      startedMs: 0,
      seed: 1,
      broker: 'up',
      perSecond: eventsPerSecond,
    },
    complete: index === 0,
    nodes: Object.fromEntries(graph.nodes.map((node, at) => [node.id, statusOf(node, at, seconds, rateOf(at))])),
    edges: Object.fromEntries(edges),
    ...(index === 0 && { diagnostics: [] }),
    happenings: [],
  };
}

function statusOf(node: Node, at: number, seconds: number, perSecond: number): NodeStatus {
  const events = Math.round(perSecond * seconds);
  const length = Math.min(historySeconds, Math.floor(seconds));
  const history = Array.from({ length }, (_, second) => Math.round(perSecond * wobble(at, second)));
  const common = { state: 'running' as const, events, perSecond, errors: 0, history };
  switch (node.kind) {
    case 'producer':
      return { kind: 'producer', ...common, deployment: 'current', ended: false };
    case 'consumer':
      return {
        kind: 'consumer',
        ...common,
        deployment: 'current',
        lag: Math.round(perSecond * wobble(at, seconds)),
        latencyMs: 2 * wobble(at, seconds),
        generation: 1,
        instances: [{ instance: 0, state: 'running', memberId: `${node.name}-0`, generation: 1, assignment: [] }],
        stoppedPartitions: [],
      };
    case 'topic':
    case 'note':
      return {
        kind: 'topic',
        ...common,
        records: events,
        partitions: Array.from({ length: partitions }, (_, partition) => ({
          partition,
          startOffset: '0',
          endOffset: `${Math.round(events / partitions)}`,
          share: 1 / partitions,
        })),
      };
  }
}

function recordFrame(graph: Graph, eventsPerSecond: number, index: number): RecordFrame {
  const topics = graph.nodes.filter(({ kind }) => kind === 'topic');
  const count = Math.round((eventsPerSecond * recordGapMs) / 1000);
  const records = Array.from({ length: count }, (_, at): RecordPreview => {
    const number = index * count + at;
    const value = JSON.stringify({
      orderId: `order-${number}`,
      amount: number % 977,
      status: 'placed',
      lines: number % 7,
    });
    return {
      topic: topics[number % topics.length]?.name ?? '',
      partition: number % partitions,
      offset: `${Math.floor(number / partitions)}`,
      timestampMs: index * recordGapMs,
      key: `order-${number}`,
      value,
      valueForm: 'json',
      valueBytes: value.length,
      headerCount: 2,
      eventId: `event-${number}`,
    };
  });
  return { records, dropped: 0, scanned: (index + 1) * count, caughtUp: true };
}
