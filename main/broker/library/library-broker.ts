import type { BrokerContext } from '../apis/api.ts';
import { planTopic } from '../cluster/plan-topic.ts';
import type { RunningBroker } from '../options.ts';
import { asBrokerError, topicError } from './broker-errors.ts';
import { checkFaultPlan } from './check-fault-plan.ts';
import { checkNewTopic } from './check-options.ts';
import {
  type Broker,
  BrokerError,
  type BrokerNode,
  type FaultPlan,
  type FaultStanding,
  type NewTopic,
} from './public.ts';

/** A running broker as the library's users hold it. It owns the broker, and closes it. */
export class LibraryBroker implements Broker {
  readonly #running: RunningBroker;
  readonly #context: BrokerContext;
  readonly #startTopics: readonly (string | NewTopic)[];
  readonly #startFaults: FaultPlan | undefined;
  #isClosed = false;

  constructor(
    running: RunningBroker,
    context: BrokerContext,
    start: { topics: readonly (string | NewTopic)[]; faults: FaultPlan | undefined },
  ) {
    this.#running = running;
    this.#context = context;
    this.#startTopics = [...start.topics];
    this.#startFaults = start.faults;
  }

  get bootstrap(): string {
    return this.#running.bootstrap;
  }

  get port(): number {
    return this.#running.port;
  }

  get nodes(): readonly BrokerNode[] {
    return this.#running.nodes.map((node) => ({
      nodeId: node.nodeId,
      port: node.port,
      get isUp() {
        return node.isUp;
      },
      takeDown: () => node.takeDown(),
      bringUp: () =>
        node.bringUp().catch((fault: unknown) => {
          throw asBrokerError(fault);
        }),
    }));
  }

  get faults(): readonly FaultStanding[] {
    return this.#running.faults.list();
  }

  async setFaults(plan: FaultPlan): Promise<void> {
    await this.#whileOpen(() => this.#set(plan));
  }

  async clearFaults(...ids: string[]): Promise<void> {
    await this.#whileOpen(() => this.#running.faults.clear(ids.length === 0 ? undefined : ids));
  }

  /** The faults of the start. @throws BrokerError */
  setStartFaults(): void {
    if (this.#startFaults) this.#set(this.#startFaults);
  }

  /** The topics of the start, but for those that a data folder has. @throws BrokerError */
  makeStartTopics(): void {
    for (const topic of this.#startTopics) {
      if (!this.#context.cluster.topicByName(nameOf(topic))) this.#make(topic);
    }
  }

  async createTopic(topic: string | NewTopic): Promise<void> {
    checkNewTopic(topic);
    await this.#whileOpen(() => this.#make(topic));
  }

  async reset(): Promise<void> {
    await this.#whileOpen(() => {
      const { cluster, groups } = this.#context;
      for (const topic of cluster.topics) cluster.deleteTopic(topic);
      const groupIds = [...groups.list(), ...groups.consumers.list()].map(({ groupId }) => groupId);
      // A group that somebody is in stays; its offsets went with their topics.
      for (const groupId of groupIds) groups.deleteGroup(groupId);
      this.makeStartTopics();
      this.#running.faults.clear();
      this.setStartFaults();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #set(plan: unknown): void {
    checkFaultPlan(plan);
    this.#running.faults.set(plan);
  }

  #make(topic: string | NewTopic): void {
    const {
      name,
      partitions = -1,
      replicationFactor = -1,
      config = {},
    } = typeof topic === 'string' ? { name: topic } : topic;
    const { cluster, settings } = this.#context;
    const configs = Object.entries(config).map(([setting, value]) => ({ name: setting, value }));
    const asked = { name, partitionCount: partitions, replicationFactor, assignments: [], configs };
    const plan = planTopic(asked, cluster, settings);
    if ('error' in plan) throw topicError(plan);
    cluster.createTopic(plan);
  }

  /** Promises are for what may once take time; today all is done before the next turn. */
  #whileOpen(act: () => void): Promise<void> {
    if (this.#isClosed) return Promise.reject(new BrokerError('closed', 'the broker was closed'));
    try {
      act();
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(asBrokerError(error));
    }
  }
}

function nameOf(topic: string | NewTopic): string {
  return typeof topic === 'string' ? topic : topic.name;
}
