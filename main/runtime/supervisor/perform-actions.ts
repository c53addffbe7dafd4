import type { Plan, PlannedNode, PlannedService } from '../plan/plan.ts';
import { nodesOf, type PlanAction } from '../plan/plan-difference.ts';
import type { NotLoaded } from '../protocol/engine-host.ts';
import type { HostSupervisor } from './host-supervisor.ts';

export interface ActionSurroundings {
  /** By service id; what is started and ended is added and taken out. */
  readonly supervisors: Map<string, HostSupervisor>;
  readonly createSupervisor: (service: PlannedService) => HostSupervisor;
  readonly codeFile: (nodeId: string) => string;
}

/**
 * Performs a difference of plans, the services side by side, in an order in which no event is missed: producers that go stop
 * first, then consumers go, change and come, and producers that come begin when the consumers stand. Resolves with the
 * nodes whose new code doesn't load.
 */
export async function performActions(
  actions: readonly PlanAction[],
  plan: Plan,
  { supervisors, createSupervisor, codeFile }: ActionSurroundings,
): Promise<readonly NotLoaded[]> {
  const notLoaded: NotLoaded[] = [];
  const deadlineMs = plan.drainTimeoutMs;
  const work = actions.flatMap(nodeWork);
  const wanted = (node: PlannedNode) => ({ node, codeFile: codeFile(node.id) });

  const inEachService = async (
    select: (work: NodeWork) => boolean,
    run: (supervisor: HostSupervisor, nodes: PlannedNode[]) => Promise<void>,
  ): Promise<void> => {
    const selected = work.filter(select);
    const services = [...new Set(selected.map(({ service }) => service))];
    await Promise.all(
      services.map(async (service) => {
        const supervisor = supervisors.get(service);
        const nodes = new Map(selected.filter((item) => item.service === service).map(({ node }) => [node.id, node]));
        if (supervisor) await run(supervisor, [...nodes.values()]);
      }),
    );
  };
  const started = actions.flatMap((action) => (action.type === 'start-service' ? [action.service] : []));
  await Promise.all(
    started.map((service) => {
      const supervisor = createSupervisor(service);
      supervisors.set(service.id, supervisor);
      return supervisor.start();
    }),
  );
  if (actions.some(({ type }) => type.endsWith('-topic'))) {
    for (const supervisor of supervisors.values()) supervisor.topicsChanged(plan.topics);
  }

  for (const kind of ['producer', 'consumer'] as const) {
    await inEachService(of(kind, 'remove'), (supervisor, nodes) =>
      supervisor.remove(
        nodes.map(({ id }) => id),
        deadlineMs,
      ),
    );
  }
  for (const { service, node } of work.filter(of('producer', 'trigger-changed'))) {
    supervisors.get(service)?.triggerChanged(node.id);
  }
  for (const kind of ['consumer', 'producer'] as const) {
    await inEachService(of(kind, 'change'), (supervisor, nodes) => supervisor.change(nodes, deadlineMs));
    await inEachService(of(kind, 'swap'), async (supervisor, nodes) => {
      notLoaded.push(...(await supervisor.swap(nodes.map(wanted))));
    });
    await inEachService(of(kind, 'add'), (supervisor, nodes) => supervisor.add(nodes.map(wanted)));
  }

  const ended = actions.flatMap((action) => (action.type === 'end-service' ? [action.service.id] : []));
  await Promise.all(
    ended.map(async (id) => {
      await supervisors.get(id)?.end(deadlineMs);
      supervisors.delete(id);
    }),
  );
  return notLoaded;
}

function of(kind: PlannedNode['kind'], ...types: NodeWork['type'][]): (work: NodeWork) => boolean {
  return (work) => work.node.kind === kind && types.includes(work.type);
}

interface NodeWork {
  readonly type: 'remove' | 'trigger-changed' | 'change' | 'swap' | 'add';
  readonly service: string;
  readonly node: PlannedNode;
}

/** What an action means for single nodes. */
function nodeWork(action: PlanAction): NodeWork[] {
  switch (action.type) {
    case 'start-service':
      return nodesOf(action.service).map((node) => ({ type: 'add', service: action.service.id, node }));
    case 'end-service':
      return nodesOf(action.service).map((node) => ({ type: 'remove', service: action.service.id, node }));
    case 'add-node':
      return [{ type: 'add', service: action.service, node: action.node }];
    case 'remove-node':
      return [{ type: 'remove', service: action.service, node: action.node }];
    case 'restart-node': {
      const { service, before, after } = action;
      return [
        { type: 'remove', service, node: before },
        { type: 'trigger-changed', service, node: after },
        { type: 'add', service, node: after },
      ];
    }
    case 'swap-handler':
      return [{ type: 'swap', service: action.service, node: action.node }];
    case 'change-instances':
    case 'change-delivery':
    case 'change-publishes':
      return [{ type: 'change', service: action.service, node: action.node }];
    case 'add-topic':
    case 'change-topic':
    case 'remove-topic':
      return [];
  }
}
