import { groupBy } from '../../lib/index.ts';
import { type Consumer, type Graph, longestExactlyOnceTimeoutMs } from '../schema.ts';
import { createWiring, type Wiring } from '../wiring.ts';
import { error, quoted, warning, type GraphFinding } from './finding.ts';

/** Consumer groups and what their members may differ in. */
export function checkConsumers(graph: Graph): GraphFinding[] {
  const wiring = createWiring(graph);
  const consumers = graph.nodes.filter((node) => node.kind === 'consumer');
  const groups = groupBy(consumers, (consumer) => consumer.group);
  return [...groups].flatMap(([group, members]) => [
    ...checkSubscriptions(group, members, wiring),
    ...checkStartingPoints(group, members),
    ...checkGuarantees(group, members),
    ...checkInstances(group, members, wiring),
  ]);
}

function checkSubscriptions(group: string, members: readonly Consumer[], wiring: Wiring): GraphFinding[] {
  const wired = members.filter((consumer) => wiring.subscribedTopics(consumer.id).length > 0);
  const [first, ...others] = wired;
  if (!first) return [];
  const expected = subscription(first, wiring);
  return others
    .filter((consumer) => subscription(consumer, wiring) !== expected)
    .map((consumer) =>
      error(
        'group-subscriptions-differ',
        { element: consumer.id, field: 'group' },
        `The consumers "${first.name}" and "${consumer.name}" are both in the group "${group}", and read different topics.`,
        'Give one of them a group of its own, or connect both to the same topics.',
      ),
    );
}

function subscription(consumer: Consumer, wiring: Wiring): string {
  const names = wiring.subscribedTopics(consumer.id).map((topic) => topic.name);
  return JSON.stringify(names.toSorted());
}

function checkStartingPoints(group: string, members: readonly Consumer[]): GraphFinding[] {
  const [first, ...others] = members;
  return others
    .filter((consumer) => consumer.fromBeginning !== first?.fromBeginning)
    .map((consumer) =>
      warning(
        'group-settings-differ',
        { element: consumer.id, field: 'fromBeginning' },
        `The group "${group}" starts from the beginning in one consumer and from the end in another.`,
        'Set "fromBeginning" alike: which of the two holds would depend on who joins first.',
      ),
    );
}

function checkGuarantees(group: string, members: readonly Consumer[]): GraphFinding[] {
  const exact = members.filter(({ guarantee }) => guarantee === 'exactly-once');
  const [first] = exact;
  if (!first) return [];
  const others = members.filter((consumer) => !exact.includes(consumer));
  return [
    ...others.map((consumer) =>
      error(
        'group-guarantees-differ',
        { element: consumer.id, field: 'guarantee' },
        `In the group "${group}" the consumer "${first.name}" delivers exactly once and "${consumer.name}" at least once: partitions go from one to the other, so exactly once would not hold.`,
        'Set both to exactly once, or give one of them a group of its own.',
      ),
    ),
    ...exact
      .filter(({ timeoutMs }) => timeoutMs > longestExactlyOnceTimeoutMs)
      .map((consumer) =>
        error(
          'exactly-once-takes-too-long',
          { element: consumer.id, field: 'timeoutMs' },
          `An attempt of "${consumer.name}" may take ${consumer.timeoutMs} ms, and no broker keeps a transaction open for so long.`,
          `Set "timeoutMs" to ${longestExactlyOnceTimeoutMs} or less, or deliver at least once.`,
        ),
      ),
  ];
}

function checkInstances(group: string, members: readonly Consumer[], wiring: Wiring): GraphFinding[] {
  const topics = new Set(members.flatMap((consumer) => wiring.subscribedTopics(consumer.id)));
  const partitions = [...topics].reduce((sum, topic) => sum + topic.partitions, 0);
  const instances = members.reduce((sum, consumer) => sum + consumer.instances, 0);
  const last = members.at(-1);
  if (topics.size === 0 || instances <= partitions || !last) return [];
  const who =
    members.length === 1
      ? `The consumer "${last.name}" has`
      : `The consumers ${quoted(members.map(({ name }) => name))} of the group "${group}" have`;
  return [
    warning(
      'instances-exceed-partitions',
      { element: last.id, field: 'instances' },
      `${who} ${instances} instances for ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}: ${instances - partitions} of them will be idle.`,
      `Give the topic more partitions, or run ${partitions} ${partitions === 1 ? 'instance' : 'instances'}.`,
    ),
  ];
}
