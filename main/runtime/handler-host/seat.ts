import type { PlannedNode } from '../plan/plan.ts';
import type { HandlerKind } from '../protocol/host-worker.ts';
import type { ErrorReport } from '../reports.ts';
import type { CallOutcome, CallRequest } from './call.ts';

/**
 * Where the handler of a producer, or of one instance of a consumer, sits and is called. In a handler host that is a worker
 * thread (`NodeSeat`); in an exported service the handler runs beside everything else (`InProcessSeat`).
 */
export interface Seat {
  /** Never rejects. Settles soon after the request's signal is aborted. */
  call(request: CallRequest): Promise<CallOutcome>;
  /** Resolves once calls may come, or it is known why not yet. */
  whenFirstTried(): Promise<void>;
  /** The node's wiring, or the plan's topics, have changed. */
  rewire(node: PlannedNode): void;
  /** Resolves with what the new code does wrong at its start; the old then goes on. */
  swap(codeFile: string): Promise<ErrorReport | undefined>;
  close(): Promise<void>;
}

/** Of which kind the handler of a node must be. */
export function handlerKindOf(node: PlannedNode): HandlerKind {
  if (node.kind === 'producer') return 'producer';
  return node.batch ? 'batch-consumer' : 'consumer';
}
