import type { Cluster, WantedTopic } from '../../cluster/index.ts';
import type { Plan } from '../../runtime/index.ts';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { SessionDiagnosticCode, SessionTopic } from './session-event.ts';
import { TopicsMissing } from './session-fault.ts';

/** What may be done to the topics of a cluster. */
export interface TopicRights {
  /** Topics that it lacks are made. */
  readonly create: boolean;
  /** Topics with fewer partitions than drawn get more. */
  readonly grow: boolean;
}

/**
 * Sees to it that the plan's topics exist, and says what of them is other than drawn. Nothing that exists is altered but by the
 * right to grow it.
 * @throws Fault `topics-missing` with their names where topics lack and none may be made; ClientFault.
 */
export async function prepareTopics(
  cluster: Cluster,
  plan: Plan,
  rights: TopicRights,
): Promise<{ topics: SessionTopic[]; diagnostics: Diagnostic<SessionDiagnosticCode>[] }> {
  const wanted = plan.topics.map(({ kafkaName, partitions, config }): WantedTopic => ({
    name: kafkaName,
    partitions,
    config,
  }));
  const { missing, differing } = await cluster.compareTopics(wanted);
  if (missing.length > 0 && !rights.create) throw new TopicsMissing(missing.map(({ name }) => name));
  await cluster.createTopics(missing);
  const grown = differing.filter(({ wanted, partitions }) => rights.grow && partitions < wanted.partitions);
  await cluster.growTopics(grown.map(({ wanted }) => wanted));
  const created = new Set(missing.map(({ name }) => name));
  const partitionsFound = new Map(
    differing.filter((topic) => !grown.includes(topic)).map(({ wanted, partitions }) => [wanted.name, partitions]),
  );
  const topics = plan.topics.map(({ name, kafkaName, partitions }) => ({
    topic: name,
    kafkaName,
    partitions: partitionsFound.get(kafkaName) ?? partitions,
    created: created.has(kafkaName),
  }));
  const diagnostics = plan.topics.flatMap(({ id, kafkaName, partitions }) => {
    const found = partitionsFound.get(kafkaName);
    return found === undefined ? [] : [partitionsDiffer(id, kafkaName, partitions, found)];
  });
  return { topics, diagnostics };
}

function partitionsDiffer(
  id: string,
  kafkaName: string,
  drawn: number,
  found: number,
): Diagnostic<SessionDiagnosticCode> {
  return {
    code: 'session.partitions-differ',
    severity: 'warning',
    message: `The topic ${kafkaName} has ${found} partitions on the cluster and ${drawn} in the graph.`,
    place: { element: id, field: 'partitions' },
    remedy: 'It runs with those of the cluster. Set the same number in the graph, or use another prefix.',
  };
}
