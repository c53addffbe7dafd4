import type { Consumer, Graph, Topic } from '../schema.ts';
import { createWiring, type Wiring } from '../wiring.ts';
import { quoted, warning, type GraphFinding } from './finding.ts';

/** Whether the handler of a consumer emits to this topic for every event that it gets. */
export type AlwaysEmits = (consumer: Consumer, topic: Topic) => boolean;

/**
 * Cycles without an exit. In a cycle, consumers publish what consumers of the same cycle read. A consumer of it *has an
 * exit* when it may also publish to a topic outside of it, since its handler can then end an event's round by sending it
 * on; or when its handler is known not to emit into the cycle for every event (`alwaysEmits`). A cycle in which no
 * consumer has one keeps every event that enters for ever. A warning, since only the run can show what a handler does.
 *
 * Dead-letter edges count neither as part of a cycle nor as an exit: an event takes one only by failing.
 */
export function checkCycles(graph: Graph, alwaysEmits: AlwaysEmits): GraphFinding[] {
  const wiring = createWiring(graph);
  const consumers = graph.nodes.filter((node) => node.kind === 'consumer');
  return cyclesWithoutExit(consumers, wiring, alwaysEmits).map((cycle) => {
    const [first] = cycle;
    return warning(
      'cycle-without-exit',
      { element: first?.id ?? '' },
      cycle.length === 1
        ? `The consumer ${quoted(cycle.map(({ name }) => name))} publishes to a topic that it reads, and nowhere else: each event causes another for ever.`
        : `The consumers ${quoted(cycle.map(({ name }) => name))} feed each other and nobody else: each event causes another for ever.`,
      'Connect one of them to a topic outside of the cycle, or make sure that one of the handlers stops emitting.',
    );
  });
}

/**
 * Within each strongly connected set of consumers, those with an exit are taken out, and what remains is searched again:
 * a small cycle may stand within a larger one that has an exit.
 */
function cyclesWithoutExit(consumers: readonly Consumer[], wiring: Wiring, alwaysEmits: AlwaysEmits): Consumer[][] {
  const found: Consumer[][] = [];
  for (const component of cyclicComponents(consumers, wiring)) {
    const members = new Set(component);
    const inside = (topic: Topic): boolean => wiring.subscribers(topic.id).some((reader) => members.has(reader));
    const locked = component.filter((consumer) => {
      const topics = wiring.publishedTopics(consumer.id);
      return topics.every(inside) && topics.some((topic) => alwaysEmits(consumer, topic));
    });
    if (locked.length === component.length) found.push(component);
    else found.push(...cyclesWithoutExit(locked, wiring, alwaysEmits));
  }
  return found;
}

/** Tarjan's strongly connected components, those that hold a cycle, without recursion, in the consumers' order. */
function cyclicComponents(consumers: readonly Consumer[], wiring: Wiring): Consumer[][] {
  const among = new Set(consumers);
  const next = (consumer: Consumer): Consumer[] =>
    wiring
      .publishedTopics(consumer.id)
      .flatMap((topic) => wiring.subscribers(topic.id))
      .filter((reader) => among.has(reader));

  const order = new Map<Consumer, number>();
  const lowest = new Map<Consumer, number>();
  const path: Consumer[] = [];
  const onPath = new Set<Consumer>();
  const components: Consumer[][] = [];
  for (const root of consumers) {
    if (order.has(root)) continue;
    const visits = [{ consumer: root, pending: undefined as Consumer[] | undefined }];
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const { consumer } = visit;
      if (!visit.pending) {
        order.set(consumer, order.size);
        lowest.set(consumer, order.size - 1);
        path.push(consumer);
        onPath.add(consumer);
        visit.pending = next(consumer);
      }
      const reached = visit.pending.pop();
      if (reached) {
        if (!order.has(reached)) visits.push({ consumer: reached, pending: undefined });
        else if (onPath.has(reached)) lower(lowest, consumer, order.get(reached));
        continue;
      }
      visits.pop();
      const caller = visits.at(-1);
      if (caller) lower(lowest, caller.consumer, lowest.get(consumer));
      if (lowest.get(consumer) !== order.get(consumer)) continue;
      const component = path.splice(path.indexOf(consumer));
      for (const member of component) onPath.delete(member);
      const isCycle = component.length > 1 || next(consumer).includes(consumer);
      if (isCycle) components.push(consumers.filter((candidate) => component.includes(candidate)));
    }
  }
  return components;
}

function lower(lowest: Map<Consumer, number>, consumer: Consumer, candidate: number | undefined): void {
  const current = lowest.get(consumer);
  if (candidate !== undefined && (current === undefined || candidate < current)) lowest.set(consumer, candidate);
}
