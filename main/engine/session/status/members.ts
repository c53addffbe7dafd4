import type { InstanceStatus } from '../../../../shared/contract/index.ts';
import type { RuntimeReport } from '../../../runtime/index.ts';

interface Instance {
  member?: { readonly memberId: string; readonly generation: number; readonly assignment: Assignment };
  /** A worker is there to handle what the member gets. */
  hasWorker: boolean;
  /** Why its worker or process is being started again. */
  lost?: string;
}

type Assignment = InstanceStatus['assignment'];

/** Who of a consumer's instances is a member of the group, with what, as the reports tell. Pure. */
export class Members {
  private readonly instances = new Map<number, Instance>();

  /** @param idOf gives the id to a topic's name */
  observe(report: RuntimeReport, idOf: (name: string) => string): void {
    switch (report.type) {
      case 'member-joined': {
        const { memberId, generation, assignment } = report;
        const byId = assignment.map(({ topic, partitions }) => ({ topic: idOf(topic), partitions }));
        this.instance(report.instance).member = { memberId, generation, assignment: byId };
        return;
      }
      case 'member-left':
        this.instances.delete(report.instance);
        return;
      case 'worker-started': {
        const instance = this.instance(report.instance);
        instance.hasWorker = true;
        delete instance.lost;
        return;
      }
      case 'worker-lost': {
        const instance = this.instance(report.instance);
        instance.hasWorker = false;
        instance.lost = report.error.message;
        return;
      }
      default:
    }
  }

  /** Their process died; another is started. */
  hostLost(why: string): void {
    for (const index of this.instances.keys()) this.instances.set(index, { hasWorker: false, lost: why });
  }

  clear(): void {
    this.instances.clear();
  }

  /** The highest that a member has told; undefined where none has joined. */
  get generation(): number | undefined {
    const generations = [...this.instances.values()].flatMap(({ member }) => member?.generation ?? []);
    return generations.length === 0 ? undefined : Math.max(...generations);
  }

  /** Why an instance isn't up; undefined where all are, or start for the first time. */
  get lost(): string | undefined {
    return [...this.instances.values()].find(({ lost }) => lost !== undefined)?.lost;
  }

  /** Of as many instances as there are to be, and of those that still leave. */
  statuses(wanted: number): InstanceStatus[] {
    const indices = new Set([...Array.from({ length: wanted }).keys(), ...this.instances.keys()]);
    return [...indices].sort((one, other) => one - other).map((index) => statusOf(index, this.instances.get(index)));
  }

  private instance(index: number): Instance {
    const known = this.instances.get(index);
    if (known) return known;
    const instance: Instance = { hasWorker: false };
    this.instances.set(index, instance);
    return instance;
  }
}

function statusOf(index: number, instance: Instance | undefined): InstanceStatus {
  const member = instance?.member;
  return {
    instance: index,
    state: stateOf(instance),
    ...(member && { memberId: member.memberId, generation: member.generation }),
    assignment: member?.assignment ?? [],
  };
}

function stateOf(instance: Instance | undefined): InstanceStatus['state'] {
  if (instance?.lost !== undefined) return 'restarting';
  if (!instance?.member || !instance.hasWorker) return 'joining';
  return instance.member.assignment.some(({ partitions }) => partitions.length > 0) ? 'running' : 'idle';
}
