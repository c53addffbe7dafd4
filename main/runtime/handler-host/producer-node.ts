import type { AttemptOutcome } from '../../../shared/hops/index.ts';
import { type Timer, tickId } from '../../../shared/lib/index.ts';
import { errorReportOf } from '../error-report.ts';
import type { PlannedProducer } from '../plan/plan.ts';
import type { ProducerPosition, UnfinishedTick } from '../protocol/engine-host.ts';
import type { ErrorReport } from '../reports.ts';
import { startTrigger } from '../triggers/start-trigger.ts';
import type { EndReason, RunningTrigger, TickOutcome } from '../triggers/trigger.ts';
import type { CallOutcome } from './call.ts';
import { type EventOrigin, originOfTick } from './event-origin.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import { HttpProducer } from './http-producer.ts';
import type { Seat } from './seat.ts';

/** A tick is begun again after its worker or its host died; this often, since the tick itself may be what kills them. */
const maxTickAttempts = 3;

const lostWorker: ReadonlySet<CallOutcome['type']> = new Set(['worker-ended', 'worker-lost', 'interrupted']);

const longestReadyWaitMs = 5_000;

const hopOutcomes = {
  done: 'done',
  failed: 'failed',
  refused: 'refused',
  'worker-ended': 'worker-lost',
  'worker-lost': 'worker-lost',
  interrupted: 'interrupted',
} as const satisfies Record<CallOutcome['type'], AttemptOutcome>;

/**
 * A producer of the graph: its trigger, its worker, and the count of its ticks. A tick that throws is reported and not made
 * again; one whose worker died is made again, with the same id, so that its events keep theirs.
 */
export class ProducerNode {
  private readonly host: HostSurroundings;
  private readonly seat: Seat;
  private readonly position: ProducerPosition;
  private readonly underWay = new Map<Promise<TickOutcome>, AbortController>();
  private producer: PlannedProducer;
  private nextTick: number;
  private trigger: RunningTrigger | undefined;
  private http: HttpProducer | undefined;
  private state: 'starting' | 'ticking' | 'ended' | 'stopped' = 'starting';

  constructor(producer: PlannedProducer, codeFile: string, position: ProducerPosition, host: HostSurroundings) {
    this.producer = producer;
    this.position = position;
    this.nextTick = position.nextTick;
    this.host = host;
    this.seat = host.createSeat(producer, 0, codeFile);
  }

  /** Resolves when the worker is there, HTTP is listened on, and the trigger runs. */
  async start(): Promise<void> {
    await this.seat.whenFirstTried();
    this.state = 'ticking';
    await this.finishWhatBegan();
    if (this.endIfSpent()) return;
    await this.listen();
    const { projectFolder } = this.host.settings;
    this.trigger = startTrigger(
      this.producer,
      { projectFolder, ticksMade: this.nextTick - this.position.firstTick },
      {
        clock: this.host.clock,
        tick: (timeMs, payload) => this.tick(timeMs, payload),
        skipTick: (timeMs, error) => this.skipTick(timeMs, error),
        ended: (reason, error) => void this.end(reason, error),
      },
    );
    if (this.state !== 'ticking') this.trigger?.stop();
  }

  /** Makes the next tick. */
  async tick(timeMs: number, payload: unknown, emitHeaders?: Readonly<Record<string, string>>): Promise<TickOutcome> {
    if (this.state !== 'ticking') return { type: 'not-made' };
    const index = this.takeIndex();
    const begun = this.position.unfinished.find((tick) => tick.index === index);
    const outcome = this.track({ index, timeMs, attempts: begun?.attempts ?? 0 }, payload, emitHeaders);
    this.endIfSpent();
    return await outcome;
  }

  /** The id that the next tick will have; HTTP needs it to wait for the reply before the tick is made. */
  nextTickId(): string {
    return this.tickIdOf(this.nextTick);
  }

  private tickIdOf(index: number): string {
    const { seed, runOrdinal } = this.host.settings;
    return tickId(seed, this.producer.id, index, runOrdinal);
  }

  /** Resolves with the error where the new code doesn't load; the old one then goes on. */
  async swap(codeFile: string): Promise<ErrorReport | undefined> {
    const error = await this.seat.swap(codeFile);
    if (error) return error;
    this.host.reports.report({ type: 'handler-swapped', timeMs: this.host.clock.nowMs(), node: this.producer.name });
    return undefined;
  }

  change(producer: PlannedProducer): void {
    this.producer = producer;
    this.seat.rewire(producer);
  }

  topicsChanged(): void {
    this.seat.rewire(this.producer);
  }

  /** Makes no more ticks and waits for those under way; after the deadline they are ended. */
  async remove(deadlineMs: number): Promise<void> {
    this.state = 'stopped';
    this.trigger?.stop();
    const timer = this.host.clock.schedule(deadlineMs, () => {
      for (const abort of this.underWay.values()) abort.abort('drained');
    });
    await this.http?.close();
    await this.whenQuiet();
    timer.cancel();
    await this.seat.close();
  }

  /**
   * Makes the ticks again that were under way when a host died, each alone. A replay goes on from its row; what came with a
   * request is gone, and whoever asked has seen the connection break.
   */
  private async finishWhatBegan(): Promise<void> {
    const { unfinished } = this.position;
    switch (this.producer.trigger.type) {
      case 'replay':
        this.nextTick = Math.min(this.nextTick, ...unfinished.map(({ index }) => index));
        return;
      case 'manual':
      case 'http':
        for (const tick of unfinished) this.reportUnmade(tick, hostLost(tick.attempts));
        return;
      default:
        for (const tick of unfinished) await this.track(tick, undefined);
    }
  }

  private async listen(): Promise<void> {
    const { trigger, name, id } = this.producer;
    if (trigger.type !== 'http') return;
    this.http = new HttpProducer(this.producer, trigger, this, this.host);
    try {
      const port = await this.http.open(this.position.port);
      this.host.listening(id, port);
      this.host.reports.report({
        type: 'http-listening',
        timeMs: this.host.clock.nowMs(),
        node: name,
        url: `http://127.0.0.1:${port}${trigger.path}`,
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.end('failed', errorReportOf('http-not-listening', `No request can be taken: ${message}`));
    }
  }

  private takeIndex(): number {
    const index = this.nextTick;
    this.nextTick += 1;
    return index;
  }

  private track(
    tick: UnfinishedTick,
    payload: unknown,
    emitHeaders?: Readonly<Record<string, string>>,
  ): Promise<TickOutcome> {
    const abort = new AbortController();
    const outcome = this.make(tick, payload, abort, emitHeaders);
    this.underWay.set(outcome, abort);
    void outcome.then(() => this.underWay.delete(outcome));
    return outcome;
  }

  private async make(
    tick: UnfinishedTick,
    payload: unknown,
    abort: AbortController,
    emitHeaders: Readonly<Record<string, string>> | undefined,
  ): Promise<TickOutcome> {
    const { clock, reports, journal } = this.host;
    const { index, timeMs } = tick;
    const { id: producer, name: node } = this.producer;
    const id = this.tickIdOf(index);
    const startedMs = clock.nowMs();
    reports.report({ type: 'tick-started', timeMs: startedMs, node, tickId: id, index });
    const outcome = await this.callUntilAnswered(tick, { id, index, timeMs, payload }, abort, emitHeaders);
    const endedMs = clock.nowMs();
    const error = outcome.type === 'done' ? undefined : tickError(outcome);
    const stopped = outcome.type === 'interrupted' && this.state === 'stopped';
    if (!stopped) journal.tick({ producer, phase: 'ended', index, timeMs });
    reports.report({
      type: 'tick-ended',
      timeMs: endedMs,
      node,
      tickId: id,
      index,
      durationMs: endedMs - startedMs,
      ...(error && { error }),
    });
    return outcome.type === 'done'
      ? { type: 'done', tickId: id, eventIds: outcome.sent.map((event) => event.id) }
      : { type: 'failed', tickId: id, error: error ?? errorReportOf('failed', 'The tick failed.') };
  }

  /** Calls the handler again where its worker died under it. */
  private async callUntilAnswered(
    tick: UnfinishedTick,
    input: { id: string; index: number; timeMs: number; payload: unknown },
    abort: AbortController,
    emitHeaders: Readonly<Record<string, string>> | undefined,
  ): Promise<CallOutcome> {
    const { clock, journal, settings, hops } = this.host;
    const origin = originOfTick(input.id);
    if (tick.attempts >= maxTickAttempts) return { type: 'failed', error: hostLost(tick.attempts) };
    for (let attempt = tick.attempts + 1; ; attempt += 1) {
      journal.tick({ producer: this.producer.id, phase: 'started', index: tick.index, timeMs: tick.timeMs });
      const attemptNumber = hops.isOn ? this.hopStarted(origin, attempt) : undefined;
      const timer: Timer = clock.schedule(settings.tickTimeoutMs, () => abort.abort('timed-out'));
      const outcome = await this.seat.call({
        input: { type: 'tick', tick: input },
        attempt,
        origins: [origin],
        ...(attemptNumber !== undefined && { attemptNumber }),
        ...(emitHeaders && { emitHeaders }),
        signal: abort.signal,
        readyTimeoutMs: Math.min(longestReadyWaitMs, settings.tickTimeoutMs / 2),
      });
      timer.cancel();
      if (attemptNumber !== undefined) this.hopEnded(attemptNumber, outcome, abort.signal);
      if (
        !lostWorker.has(outcome.type) ||
        attempt >= maxTickAttempts ||
        abort.signal.aborted ||
        this.state === 'stopped'
      )
        return outcome;
    }
  }

  private hopStarted({ id: tickId, traceId }: EventOrigin, tries: number): number {
    const { hops } = this.host;
    const attempt = hops.takeNumbers(1);
    const node = this.producer.id;
    hops.record({ type: 'tick-started', attempt, node, tries, timeMs: hops.nowMs(), tickId, traceId });
    return attempt;
  }

  private hopEnded(attempt: number, outcome: CallOutcome, { aborted, reason }: AbortSignal): void {
    const { hops } = this.host;
    const error = outcome.type === 'done' ? undefined : tickError(outcome);
    hops.record({
      type: 'ended',
      attempt,
      timeMs: hops.nowMs(),
      outcome: aborted && reason === 'timed-out' ? 'timed-out' : hopOutcomes[outcome.type],
      counted: outcome.type !== 'done' && outcome.type !== 'interrupted',
      error: error && { message: error.message, code: error.code, stack: error.stack },
    });
  }

  private skipTick(timeMs: number, error: ErrorReport): void {
    if (this.state !== 'ticking') return;
    this.reportUnmade({ index: this.takeIndex(), timeMs }, error);
    this.endIfSpent();
  }

  private reportUnmade({ index, timeMs }: { index: number; timeMs: number }, error: ErrorReport): void {
    const { clock, reports, journal } = this.host;
    const { id: producer, name: node } = this.producer;
    const id = this.tickIdOf(index);
    for (const phase of ['started', 'ended'] as const) journal.tick({ producer, phase, index, timeMs });
    reports.report({ type: 'tick-ended', timeMs: clock.nowMs(), node, tickId: id, index, durationMs: 0, error });
  }

  private endIfSpent(): boolean {
    const { maxTicks } = this.producer;
    if (maxTicks === undefined || this.nextTick < maxTicks) return false;
    void this.end('budget');
    return true;
  }

  private async end(reason: EndReason, error?: ErrorReport): Promise<void> {
    if (this.state !== 'ticking') return;
    this.state = 'ended';
    this.trigger?.stop();
    await this.whenQuiet();
    this.host.reports.report({
      type: 'producer-ended',
      timeMs: this.host.clock.nowMs(),
      node: this.producer.name,
      ticks: this.nextTick,
      reason,
      ...(error && { error }),
    });
  }

  private async whenQuiet(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay.keys());
  }
}

function hostLost(attempts: number): ErrorReport {
  return errorReportOf('host-lost', `The handler host died during this tick (${attempts} times).`);
}

function tickError(outcome: Exclude<CallOutcome, { type: 'done' }>): ErrorReport {
  if (outcome.type === 'refused') return errorReportOf('refused', 'The tick was refused.');
  const { message, code, stack } = outcome.error;
  return { name: 'Error', message, stack: stack ?? message, ...(code !== undefined && { code }) };
}
