import type { SurvivingAttempts } from '../../../shared/delivery/index.ts';
import type { PlannedConsumer } from '../plan/plan.ts';
import type { ErrorReport } from '../reports.ts';
import { ConsumerInstance } from './consumer-instance.ts';
import type { HostSurroundings } from './host-surroundings.ts';

/** A consumer of the graph: as many members of its group as it has instances. */
export class ConsumerNode {
  private readonly host: HostSurroundings;
  private readonly surviving: readonly SurvivingAttempts[];
  private readonly instances: ConsumerInstance[] = [];
  private consumer: PlannedConsumer;
  private codeFile: string;

  constructor(
    consumer: PlannedConsumer,
    codeFile: string,
    surviving: readonly SurvivingAttempts[],
    host: HostSurroundings,
  ) {
    this.consumer = consumer;
    this.codeFile = codeFile;
    this.surviving = surviving;
    this.host = host;
  }

  async start(): Promise<void> {
    await this.grow();
  }

  /** Resolves with the error where the new code doesn't load in an instance, which then goes on with the old one. */
  async swap(codeFile: string): Promise<ErrorReport | undefined> {
    const errors = await Promise.all(this.instances.map((instance) => instance.swap(codeFile)));
    const error = errors.find((each) => each !== undefined);
    if (error) return error;
    this.codeFile = codeFile;
    const { clock, reports } = this.host;
    reports.report({ type: 'handler-swapped', timeMs: clock.nowMs(), node: this.consumer.name });
    return undefined;
  }

  /** Takes over what may change while it runs: delivery, wiring, number of instances. */
  async change(consumer: PlannedConsumer, drainDeadlineMs: number): Promise<void> {
    this.consumer = consumer;
    for (const instance of this.instances) instance.change(consumer);
    const surplus = this.instances.splice(consumer.instances);
    await Promise.all([...surplus.map((instance) => instance.leave(drainDeadlineMs)), this.grow()]);
  }

  topicsChanged(): void {
    for (const instance of this.instances) instance.topicsChanged();
  }

  /** False where none of its partitions is that one and stands still. */
  restartPartition(topic: string, partition: number): boolean {
    return this.instances.some((instance) => instance.restartPartition(topic, partition));
  }

  async remove(deadlineMs: number): Promise<void> {
    await Promise.all(this.instances.splice(0).map((instance) => instance.leave(deadlineMs)));
  }

  private async grow(): Promise<void> {
    const joining: Promise<void>[] = [];
    while (this.instances.length < this.consumer.instances) {
      const index = this.instances.length;
      const instance = new ConsumerInstance(this.consumer, index, this.codeFile, this.surviving, this.host);
      this.instances.push(instance);
      joining.push(instance.join());
    }
    await Promise.all(joining);
  }
}
