import type { FaultChange, FaultStanding } from '../../broker/index.ts';
import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { type Clock, Fault, type ProcessHost } from '../../../shared/lib/index.ts';
import { createTemporaryBroker, type EmbeddedBroker, type SessionFaultCode } from '../session/index.ts';

export type BrokerState = 'none' | 'starting' | 'up' | 'lost';

/** All are called as it happens, and must not throw. */
export interface ProjectBrokerEvents {
  stateChanged(): void;
  lost(explanation: string): void;
  restarted(): void;
  /** It died again and again. `ensure` tries once more. */
  givenUp(fault: Fault<SessionFaultCode>): void;
  log(level: 'info' | 'warning' | 'error', message: string): void;
}

/**
 * The embedded broker of an open project. It is started when it is first needed and outlives the runs, so that its records do;
 * they are gone with `end`.
 *
 *     none ──ensure──▶ starting ──▶ up ◀──restart──▶ lost        any ──end──▶ none
 */
export class ProjectBroker {
  private readonly options: { processHost: ProcessHost; clock: Clock; events: ProjectBrokerEvents };
  private broker: EmbeddedBroker | undefined;
  private starting: Promise<ConnectionSettings> | undefined;
  private hasGivenUp = false;
  private currentState: BrokerState = 'none';
  private address: ConnectionSettings | undefined;

  constructor(options: { processHost: ProcessHost; clock: Clock; events: ProjectBrokerEvents }) {
    this.options = options;
  }

  get state(): BrokerState {
    return this.currentState;
  }

  /** The same object for as long as it is the same broker, its restarts included; undefined before it has started. */
  get connection(): ConnectionSettings | undefined {
    return this.address;
  }

  /** The broker, started where it isn't. Rejects with a Fault `broker-does-not-start`. */
  ensure(): Promise<ConnectionSettings> {
    if (this.hasGivenUp) this.starting = undefined;
    this.starting ??= this.start().catch((error: unknown) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  }

  /** Counts a run on its records: 0 for the first since they were empty, as after `end`. @throws {StateFault} */
  async takeRun(): Promise<number> {
    return (await this.broker?.takeRun()) ?? 0;
  }

  /** Asks its failure lab, and gives the faults as they stand then. Rejects with a Fault `broker-not-up`. */
  async changeFaults(change: FaultChange): Promise<readonly FaultStanding[]> {
    const { broker } = this;
    if (broker && this.currentState === 'up') return await broker.changeFaults(change);
    throw new Fault<SessionFaultCode>('broker-not-up', 'The embedded broker is not up. Run the project first.');
  }

  /** Ends the broker and removes what it holds. */
  async end(): Promise<void> {
    const { broker } = this;
    this.broker = undefined;
    this.starting = undefined;
    this.address = undefined;
    await broker?.stop();
    if (!this.broker) this.enter('none');
  }

  private async start(): Promise<ConnectionSettings> {
    this.hasGivenUp = false;
    this.enter('starting');
    const broker = this.broker ?? this.create();
    this.broker = broker;
    try {
      const { bootstrap } = await broker.start();
      if (this.broker !== broker) throw new Fault('stopped', 'The broker was ended before it answered.');
      this.address ??= { brokers: [bootstrap] };
      this.enter('up');
      return this.address;
    } catch (error) {
      // Whoever ended it meanwhile has said so.
      if (this.broker !== broker) throw error;
      if (this.address) {
        this.hasGivenUp = true;
        this.enter('lost');
      } else {
        await this.end();
      }
      throw error;
    }
  }

  private create(): EmbeddedBroker {
    const { processHost, clock, events } = this.options;
    return createTemporaryBroker({
      processHost,
      clock,
      events: {
        lost: (explanation) => {
          this.enter('lost');
          events.lost(explanation);
        },
        restarted: () => {
          this.enter('up');
          events.restarted();
        },
        givenUp: (fault) => {
          this.hasGivenUp = true;
          events.givenUp(fault);
        },
        log: (level, message) => events.log(level, message),
      },
    });
  }

  private enter(state: BrokerState): void {
    this.currentState = state;
    this.options.events.stateChanged();
  }
}
