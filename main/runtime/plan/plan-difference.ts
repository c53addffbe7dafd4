import { isDeepStrictEqual } from 'node:util';
import type { Plan, PlannedConsumer, PlannedNode, PlannedService, PlannedTopic } from './plan.ts';

/** One step from a running plan to another. `service` is a service's id. */
export type PlanAction =
  | { readonly type: 'add-topic'; readonly topic: PlannedTopic }
  /** Format and schema are taken over live; partitions and configuration belong to the cluster. */
  | { readonly type: 'change-topic'; readonly before: PlannedTopic; readonly after: PlannedTopic }
  /** Nobody reads or writes it any more. The topic on the cluster stays. */
  | { readonly type: 'remove-topic'; readonly topic: PlannedTopic }
  | { readonly type: 'start-service'; readonly service: PlannedService }
  | { readonly type: 'end-service'; readonly service: PlannedService }
  | { readonly type: 'add-node'; readonly service: string; readonly node: PlannedNode }
  /** A producer stops ticking; a consumer finishes what is in flight, commits and leaves its group. */
  | { readonly type: 'remove-node'; readonly service: string; readonly node: PlannedNode }
  /**
   * Remove and add: what changed is a consumer's membership (group, topics, where it begins, how many a call), what it
   * guarantees, or a producer's trigger. A producer counts its ticks on.
   */
  | {
      readonly type: 'restart-node';
      readonly service: string;
      readonly before: PlannedNode;
      readonly after: PlannedNode;
    }
  /** Each worker is replaced between events; members stay in their group. */
  | { readonly type: 'swap-handler'; readonly service: string; readonly node: PlannedNode }
  /** Members join, or the last ones leave; the others stay members. */
  | { readonly type: 'change-instances'; readonly service: string; readonly node: PlannedConsumer }
  /** Concurrency, timeout, retries, what then: taken over live. */
  | { readonly type: 'change-delivery'; readonly service: string; readonly node: PlannedConsumer }
  /** The topics that `emit` takes: taken over live. */
  | { readonly type: 'change-publishes'; readonly service: string; readonly node: PlannedNode };

/** What the nodes' code is: a digest by node id, whatever it is made of. */
export type CodeDigests = ReadonlyMap<string, string>;

/**
 * The least set of actions that turns one running plan into another. Pure. Nodes that are the same in both never appear,
 * whatever happens beside them. Seed, folder, prefix and environment are those of a session and must not differ.
 */
export function planDifference(
  before: Plan,
  after: Plan,
  codeBefore: CodeDigests = new Map(),
  codeAfter: CodeDigests = new Map(),
): PlanAction[] {
  const topics = pair(before.topics, after.topics).flatMap(({ before, after }): PlanAction[] => {
    if (!before) return after ? [{ type: 'add-topic', topic: after }] : [];
    if (!after) return [{ type: 'remove-topic', topic: before }];
    return isDeepStrictEqual(before, after) ? [] : [{ type: 'change-topic', before, after }];
  });
  const services = pair(before.services, after.services).flatMap(({ before, after }): PlanAction[] => {
    if (!before) return after ? [{ type: 'start-service', service: after }] : [];
    if (!after) return [{ type: 'end-service', service: before }];
    return pair(nodesOf(before), nodesOf(after)).flatMap((nodes) =>
      nodeDifference(after.id, nodes.before, nodes.after, codeBefore, codeAfter),
    );
  });
  return [...topics, ...services];
}

/** Producers and consumers of a service, in that order. */
export function nodesOf(service: PlannedService): PlannedNode[] {
  return [...service.producers, ...service.consumers];
}

function nodeDifference(
  service: string,
  before: PlannedNode | undefined,
  after: PlannedNode | undefined,
  codeBefore: CodeDigests,
  codeAfter: CodeDigests,
): PlanAction[] {
  if (!before) return after ? [{ type: 'add-node', service, node: after }] : [];
  if (!after) return [{ type: 'remove-node', service, node: before }];
  if (!isDeepStrictEqual(identityOf(before), identityOf(after))) {
    return [{ type: 'restart-node', service, before, after }];
  }
  const actions: PlanAction[] = [];
  if (codeBefore.get(before.id) !== codeAfter.get(after.id)) {
    actions.push({ type: 'swap-handler', service, node: after });
  }
  if (!isDeepStrictEqual(before.publishes, after.publishes)) {
    actions.push({ type: 'change-publishes', service, node: after });
  }
  if (before.kind === 'consumer' && after.kind === 'consumer') {
    if (!isDeepStrictEqual(before.delivery, after.delivery)) {
      actions.push({ type: 'change-delivery', service, node: after });
    }
    if (before.instances !== after.instances) actions.push({ type: 'change-instances', service, node: after });
  }
  return actions;
}

/** What can't change while a node runs. The name is part of it, since running parts report by it. */
function identityOf(node: PlannedNode): unknown {
  if (node.kind === 'producer') {
    const { kind, name, trigger, replyTopic, maxTicks } = node;
    return { kind, name, trigger, replyTopic, maxTicks };
  }
  const { kind, name, group, subscribes, fromBeginning, batch, delivery } = node;
  return { kind, name, group, subscribes, fromBeginning, batch, guarantee: delivery.guarantee };
}

interface Pair<Item> {
  before: Item | undefined;
  after: Item | undefined;
}

function pair<Item extends { readonly id: string }>(before: readonly Item[], after: readonly Item[]): Pair<Item>[] {
  const afterById = new Map(after.map((item) => [item.id, item]));
  const beforeIds = new Set(before.map((item) => item.id));
  return [
    ...before.map((item) => ({ before: item, after: afterById.get(item.id) })),
    ...after.filter((item) => !beforeIds.has(item.id)).map((item) => ({ before: undefined, after: item })),
  ];
}
