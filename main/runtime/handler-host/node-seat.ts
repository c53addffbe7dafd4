import type { PlannedNode } from '../plan/plan.ts';
import { EventSender } from './event-sender.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import { LiveWorker } from './live-worker.ts';
import { handlerKindOf, type Seat } from './seat.ts';
import type { CallOutcome, CallRequest } from './call.ts';
import type { ErrorReport } from '../reports.ts';
import { WorkerSeat } from './worker-seat.ts';

/** A batch takes a number for each of its records. */
export function numberOf({ cause }: { cause: number }, { attemptNumber = 0 }: CallRequest): number {
  return attemptNumber + cause;
}

/** The worker of a producer, or of one instance of a consumer, wired as its node is and reported by its name. */
export class NodeSeat implements Seat {
  private readonly host: HostSurroundings;
  private readonly sender: EventSender;
  private readonly seat: WorkerSeat;
  private node: PlannedNode;
  private codeFile: string;

  constructor(node: PlannedNode, instance: number, codeFile: string, host: HostSurroundings) {
    this.node = node;
    this.codeFile = codeFile;
    this.host = host;
    this.sender = new EventSender(node, host);
    const { clock, reports, settings } = host;
    this.seat = new WorkerSeat({
      clock,
      restartDelayMs: settings.restartDelayMs,
      maxRestartDelayMs: settings.maxRestartDelayMs,
      startWorker: () => this.startWorker(),
      onStarted: () =>
        reports.report({ type: 'worker-started', timeMs: clock.nowMs(), node: this.node.name, instance }),
      onLost: (error, restartDelayMs) =>
        reports.report({
          type: 'worker-lost',
          timeMs: clock.nowMs(),
          node: this.node.name,
          instance,
          error,
          restartDelayMs,
        }),
    });
  }

  call(request: CallRequest): Promise<CallOutcome> {
    return this.seat.call(request);
  }

  whenFirstTried(): Promise<void> {
    return this.seat.whenFirstTried();
  }

  rewire(node: PlannedNode): void {
    this.node = node;
    this.sender.rewire(node);
    this.seat.forEachWorker((worker) => worker.rewire(this.wiring()));
  }

  async swap(codeFile: string): Promise<ErrorReport | undefined> {
    const previous = this.codeFile;
    this.codeFile = codeFile;
    const error = await this.seat.swap();
    if (error) this.codeFile = previous;
    return error;
  }

  close(): Promise<void> {
    return this.seat.close();
  }

  private startWorker(): LiveWorker {
    const { settings, clock, journal, reports } = this.host;
    return new LiveWorker({
      clock,
      heapMb: settings.workerHeapMb,
      start: {
        codeFile: this.codeFile,
        projectFolder: settings.projectFolder,
        kind: handlerKindOf(this.node),
        nodeId: this.node.id,
        seed: settings.seed,
        environment: settings.environment,
        wiring: this.wiring(),
      },
      beforePost: () => journal.flush(),
      send: (emit, cause, request) =>
        this.sender.send(emit, cause, request.emitHeaders, numberOf(emit, request), request.transaction),
      log: ({ level, message, fields, causeId }) =>
        reports.report({
          type: 'log',
          timeMs: clock.nowMs(),
          node: this.node.name,
          level,
          message,
          ...(fields !== undefined && { fields }),
          ...(causeId !== undefined && { causeId }),
        }),
    });
  }

  private wiring(): { publishes: readonly string[]; topics: ReturnType<HostSurroundings['topics']['all']> } {
    return { publishes: this.node.publishes, topics: this.host.topics.all() };
  }
}
