import { readTopics, type ReadRecord } from './read-topics.ts';

/** The ways in which an order of examples/ecommerce may end; its README says where each is read. */
export type OrderOutcome = 'shipped' | 'declined' | 'out-of-stock' | 'dead-lettered';

export interface OrderOutcomes {
  /** Order ids, each once. */
  placed: readonly string[];
  /** How each order ended: all outcomes that the topics hold for it, sorted. */
  outcomes: ReadonlyMap<string, readonly OrderOutcome[]>;
}

/** Reads how the orders of examples/ecommerce ended, from its topics, with an independent client. */
export async function readOrderOutcomes(bootstrap: string, prefix = ''): Promise<OrderOutcomes> {
  const records = withoutDuplicates(
    await readTopics(
      bootstrap,
      ['orders', 'order-outcomes', 'orders.dlq'].map((topic) => prefix + topic),
    ),
  );
  const outcomes = new Map<string, OrderOutcome[]>();
  const add = (orderId: string, outcome: OrderOutcome): void => {
    outcomes.set(orderId, [...(outcomes.get(orderId) ?? []), outcome].sort());
  };
  for (const record of records) {
    const { orderId, outcome } = valueOf(record);
    if (record.topic === `${prefix}order-outcomes` && outcome !== undefined) add(orderId, outcome);
    if (record.topic === `${prefix}orders.dlq`) add(orderId, 'dead-lettered');
  }
  const placed = records.filter(({ topic }) => topic === `${prefix}orders`).map((record) => valueOf(record).orderId);
  return { placed, outcomes };
}

/** What is wrong with the outcomes, in words: empty where every order placed ended in exactly one way. */
export function problemsOf({ placed, outcomes }: OrderOutcomes): string[] {
  const known = new Set(placed);
  return [
    ...placed.flatMap((orderId) => {
      const ways = outcomes.get(orderId) ?? [];
      return ways.length === 1 ? [] : [`${orderId} ended in ${ways.length === 0 ? 'no way' : ways.join(' and ')}`];
    }),
    ...[...outcomes.keys()].flatMap((orderId) => (known.has(orderId) ? [] : [`${orderId} was never placed`])),
    ...(known.size === placed.length ? [] : ['an order was placed more than once']),
  ];
}

/** Delivery is at least once: a record that stands twice has the same event id. */
function withoutDuplicates(records: readonly ReadRecord[]): ReadRecord[] {
  const seen = new Map<string, ReadRecord>();
  for (const record of records) {
    const key = `${record.topic} ${record.headers['topicraft-id'] ?? `${record.partition}:${record.offset}`}`;
    if (!seen.has(key)) seen.set(key, record);
  }
  return [...seen.values()];
}

function valueOf({ value }: ReadRecord): { orderId: string; outcome?: OrderOutcome } {
  return JSON.parse(value ?? 'null') as { orderId: string; outcome?: OrderOutcome };
}
