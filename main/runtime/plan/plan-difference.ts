import type { PlannedConsumer, PlannedNode, PlannedProducer, PlannedService, PlannedTopic } from './plan.ts';

/** The least that turns one running plan into another, in the order in which it is to be done. */
export type PlanAction =
  | { readonly type: 'add-topic'; readonly topic: PlannedTopic }
  /** Partitions may grow; format and schema change what workers decode, which gives `swap-handler` actions of their own. */
  | { readonly type: 'change-topic'; readonly before: PlannedTopic; readonly after: PlannedTopic }
  /** Nobody reads or writes it any more. The topic on the cluster stays. */
  | { readonly type: 'remove-topic'; readonly topic: PlannedTopic }
  | { readonly type: 'start-service'; readonly service: PlannedService }
  | { readonly type: 'end-service'; readonly service: PlannedService }
  | { readonly type: 'add-node'; readonly service: string; readonly node: PlannedNode }
  /** Producers stop ticking, consumers finish what is in flight, commit and leave the group. */
  | { readonly type: 'remove-node'; readonly service: string; readonly node: PlannedNode }
  /** Remove and add: what changed is part of a group's identity (group, topics) or of a producer's trigger. */
  | {
      readonly type: 'restart-node';
      readonly service: string;
      readonly before: PlannedNode;
      readonly after: PlannedNode;
    }
  /** Workers are replaced one by one between events; members stay in their group. */
  | { readonly type: 'swap-handler'; readonly service: string; readonly node: PlannedNode }
  /** Members are added or the last ones removed; the others stay members (their group rebalances, as it must). */
  | { readonly type: 'change-instances'; readonly service: string; readonly node: PlannedConsumer }
  /** Concurrency, timeout, retries, what then: taken over live. */
  | { readonly type: 'change-delivery'; readonly service: string; readonly node: PlannedConsumer }
  /** Only the budget of ticks changed. */
  | { readonly type: 'change-ticks'; readonly service: string; readonly node: PlannedProducer };
