import { TraceStore, type TraceStoreOptions } from '../../../main/tracing/trace-store.ts';
import { idOf, TellingHost } from '../../support/told-hops.ts';

/** Of an order of `tellOrder`: produced and appended for each record; fetched, started, ended and committed for each attempt. */
const hopsOfOrder = 6 * 2 + 8 * 4;

export interface FilledStore {
  readonly store: TraceStore;
  /** Names of orders; `idOf` gives their ids, and of the last event that each caused with `lastEventOf`. */
  readonly orders: number;
}

/** A store with so many hops of orders that went a shop's way, written as a run would write them. */
export async function fillTraceStore(options: TraceStoreOptions, hops: number): Promise<FilledStore> {
  const store = await TraceStore.open({ ...options, budget: 1 });
  const session = store.beginSession({ log: 'bench', target: 'embedded', seed: 1, startedMs: 0 }, [], []);
  store.hostStarted(session, 1, 'shop');
  const host = new TellingHost();
  const orders = Math.ceil(hops / hopsOfOrder);
  for (let order = 0; order < orders; order += 1) {
    tellOrder(host, order);
    if (order % 500 !== 499 && order !== orders - 1) continue;
    store.take(session, 1, host.take(), 0);
    store.write(host.nowMs);
  }
  store.endSession(session, host.nowMs);
  return { store, orders };
}

export function orderEvent(order: number): string {
  return idOf(`order ${order}`);
}

export function lastEventOf(order: number): string {
  return idOf(`outcome ${order}`);
}

/** order → checkout → stock → payment → shipment → outcome; two more listen. */
function tellOrder(host: TellingHost, order: number): void {
  let event = host.produces('storefront', 'orders', `order ${order}`, `o-${order}`);
  const steps = [
    ['order-service', 'checkouts', 'checkout'],
    ['inventory', 'stock', 'stock'],
    ['payment-service', 'payments', 'payment'],
    ['shipping', 'shipments', 'shipment'],
    ['order-service', 'order-outcomes', 'outcome'],
  ] as const;
  for (const [node, topic, what] of steps) {
    const attempt = host.begins(node, [event]);
    const emitted = host.emits(attempt, node, event, topic, `${what} ${order}`);
    host.ends(attempt);
    if (what === 'payment') host.ends(host.begins('analytics', [emitted]));
    event = emitted;
  }
  host.ends(host.begins('notifications', [event]));
  if (order % 20 === 0) host.fails(host.begins('inventory', [event]), `out of stock: ${order % 50}`);
  else host.ends(host.begins('inventory', [event]));
  if (order % 25 === 0) for (const node of ['order-service', 'notifications']) host.commits(node, event);
}
