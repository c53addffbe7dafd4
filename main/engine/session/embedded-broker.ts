import type { BrokerCommand, BrokerReport, FaultChange, FaultStanding } from '../../broker/index.ts';
import {
  type Clock,
  Fault,
  type ProcessExit,
  type ProcessHost,
  type ProcessLink,
  type Timer,
} from '../../../shared/lib/index.ts';
import { takeRunOrdinal } from './run-count.ts';
import type { SessionFaultCode } from './session-event.ts';

const firstRestartDelayMs = 100;
const maxRestartDelayMs = 5000;
/** Restarts in a row that may fail before it is given up. */
const restartLimit = 5;
/** A broker that has not closed in good order by then is ended. */
const stopDeadlineMs = 10_000;

export interface BrokerAddress {
  readonly bootstrap: string;
  readonly pid?: number;
}

export interface EmbeddedBrokerEvents {
  lost(explanation: string, restartDelayMs: number): void;
  restarted(broker: BrokerAddress): void;
  /** It died again and again; nothing is tried any more. */
  givenUp(fault: Fault<SessionFaultCode>): void;
  log(level: 'info' | 'warning' | 'error', message: string): void;
}

export interface EmbeddedBroker {
  /** Resolves once it answers. Rejects with a Fault `broker-does-not-start`. */
  start(): Promise<BrokerAddress>;
  /** Counts a run on its records: 0 for the first since they were empty. @throws {StateFault} */
  takeRun(): Promise<number>;
  /** Asks its failure lab, and gives the faults as they stand then. Rejects with a Fault `broker-not-up`. */
  changeFaults(change: FaultChange): Promise<readonly FaultStanding[]>;
  /** Closes it in good order, or ends it after 10 s. Never rejects; nothing is told any more. */
  stop(): Promise<void>;
}

/** The broker process of one session: started, kept at its address, ended. The session owns it. */
export function createEmbeddedBroker(options: {
  processHost: ProcessHost;
  clock: Clock;
  dataDirectory: string;
  events: EmbeddedBrokerEvents;
}): EmbeddedBroker {
  return new BrokerKeeper(options.processHost, options.clock, options.dataDirectory, options.events);
}

class BrokerKeeper implements EmbeddedBroker {
  private readonly processHost: ProcessHost;
  private readonly clock: Clock;
  private readonly dataDirectory: string;
  private readonly events: EmbeddedBrokerEvents;
  private link: ProcessLink | undefined;
  private exited: Promise<ProcessExit> | undefined;
  /** 0 until the first broker has chosen one: those after it must be found where their clients look. */
  private port = 0;
  private stopping = false;
  private restartTimer: Timer | undefined;
  private failures = 0;
  private lastRequestId = 0;
  /** What was asked of the process that runs now, and not answered yet. */
  private readonly asked = new Map<
    number,
    { resolve: (faults: readonly FaultStanding[]) => void; reject: (reason: Error) => void }
  >();

  constructor(processHost: ProcessHost, clock: Clock, dataDirectory: string, events: EmbeddedBrokerEvents) {
    this.processHost = processHost;
    this.clock = clock;
    this.dataDirectory = dataDirectory;
    this.events = events;
  }

  async start(): Promise<BrokerAddress> {
    const { ready, exited, link } = this.startProcess();
    this.link = link;
    this.exited = exited;
    const bootstrap = await ready;
    this.failures = 0;
    this.port = Number(bootstrap.slice(bootstrap.lastIndexOf(':') + 1));
    void exited.then((exit) => {
      for (const { reject } of this.asked.values()) reject(notUp());
      this.asked.clear();
      return this.restart(explainExit(exit));
    });
    return { bootstrap, ...(link.pid === undefined ? {} : { pid: link.pid }) };
  }

  takeRun(): Promise<number> {
    return takeRunOrdinal(this.dataDirectory);
  }

  changeFaults(change: FaultChange): Promise<readonly FaultStanding[]> {
    const { link, exited } = this;
    if (!link || !exited || this.stopping) return Promise.reject(notUp());
    this.lastRequestId += 1;
    const requestId = this.lastRequestId;
    return new Promise((resolve, reject) => {
      this.asked.set(requestId, { resolve, reject });
      link.post({ type: 'faults', requestId, change } satisfies BrokerCommand);
    });
  }

  private answered(requestId: number, faults: readonly FaultStanding[]): void {
    this.asked.get(requestId)?.resolve(faults);
    this.asked.delete(requestId);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.restartTimer?.cancel();
    const { link, exited } = this;
    if (!link || !exited) return;
    link.post({ type: 'stop' } satisfies BrokerCommand);
    const deadline = this.clock.schedule(stopDeadlineMs, () => link.kill());
    await exited;
    deadline.cancel();
  }

  private startProcess(): { link: ProcessLink; ready: Promise<string>; exited: Promise<ProcessExit> } {
    const link = this.processHost.start({ kind: 'broker', environment: {} });
    const exited = new Promise<ProcessExit>((resolve) => link.onExit(resolve));
    const ready = new Promise<string>((resolve, reject) => {
      const fail = (message: string): void => {
        reject(new Fault<SessionFaultCode>('broker-does-not-start', `The embedded broker does not start: ${message}`));
        link.kill();
      };
      link.onMessage((message) => {
        const report = message as BrokerReport;
        if (report.type === 'ready') resolve(report.bootstrap);
        else if (report.type === 'failed') fail(report.message);
        else if (report.type === 'faults') this.answered(report.requestId, report.faults);
        else this.events.log(report.entry.level, report.entry.message);
      });
      void exited.then((exit) => fail(explainExit(exit)));
    });
    const { port, dataDirectory } = this;
    link.post({ type: 'start', options: { port, dataDirectory, autoCreateTopics: false } } satisfies BrokerCommand);
    return { link, ready, exited };
  }

  private restart(explanation: string): void {
    if (this.stopping) return;
    const delayMs = Math.min(firstRestartDelayMs * 2 ** this.failures, maxRestartDelayMs);
    this.events.lost(explanation, delayMs);
    this.restartTimer = this.clock.schedule(delayMs, () => {
      this.start().then(
        (broker) => this.events.restarted(broker),
        (error: unknown) => this.restartFailed(error),
      );
    });
  }

  private restartFailed(error: unknown): void {
    if (this.stopping) return;
    this.failures += 1;
    const explanation = error instanceof Error ? error.message : String(error);
    if (this.failures < restartLimit) this.restart(explanation);
    else this.events.givenUp(new Fault('broker-does-not-start', explanation, error));
  }
}

function explainExit({ code, signal, standardErrorTail }: ProcessExit): string {
  const end = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
  const words = standardErrorTail.trim();
  return words === '' ? end : `${end}: ${words}`;
}

function notUp(): Fault<SessionFaultCode> {
  return new Fault('broker-not-up', 'The embedded broker is not up.');
}
