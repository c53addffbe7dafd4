import { groupBy } from '../../lib/index.ts';
import type { Graph, Node } from '../schema.ts';
import { createWiring } from '../wiring.ts';
import { error, info, quoted, warning, type GraphFinding } from './finding.ts';

/** Topics that Kafka keeps for itself. */
const reservedTopics = new Set([
  '__consumer_offsets',
  '__transaction_state',
  '__share_group_state',
  '__cluster_metadata',
]);
const maxNameLength = 249;

/** What Kafka takes as a topic's name (org.apache.kafka.common.internals.Topic): undefined, or what is wrong with it. */
export function problemOfKafkaName(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name === '.' || name === '..') return 'it is a name of a folder';
  if (name.length > maxNameLength) return `it is longer than ${maxNameLength} characters`;
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    return 'it has other characters than letters, digits, dots, underscores and hyphens';
  return undefined;
}

/** Ids and names: forbidden, twice, or too much alike. */
export function checkNames(graph: Graph): GraphFinding[] {
  return [...checkIds(graph), ...checkForbidden(graph), ...checkDuplicates(graph), ...checkTopicNames(graph)];
}

function checkIds(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  for (const [id, elements] of groupBy([...graph.services, ...graph.nodes, ...graph.edges], (element) => element.id)) {
    if (elements.length === 1) continue;
    findings.push(
      error(
        'duplicate-id',
        { element: id, field: 'id' },
        `The id ${JSON.stringify(id)} belongs to ${elements.length} elements.`,
        'Give each of them an id of its own; a merge may have left an element twice.',
      ),
    );
  }
  return findings;
}

function checkForbidden(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  for (const node of graph.nodes) {
    if (node.kind === 'note') continue;
    const place = { element: node.id, field: 'name' };
    const problem = problemOfKafkaName(node.name);
    if (problem) {
      findings.push(
        error(
          'name-forbidden',
          place,
          `The ${node.kind} ${JSON.stringify(node.name)} has a name that Kafka forbids: ${problem}.`,
          'Rename it with letters, digits, dots, underscores and hyphens only.',
        ),
      );
    } else if (node.kind === 'topic' && reservedTopics.has(node.name)) {
      findings.push(
        error(
          'topic-name-reserved',
          place,
          `The topic name "${node.name}" belongs to Kafka itself.`,
          'Rename the topic.',
        ),
      );
    }
  }
  return findings;
}

function checkDuplicates(graph: Graph): GraphFinding[] {
  const findings: GraphFinding[] = [];
  const named = graph.nodes.filter((node) => node.kind !== 'note');
  for (const [name, nodes] of groupBy(named, (node) => node.name)) {
    for (const node of nodes.slice(1)) {
      findings.push(
        error(
          'duplicate-name',
          { element: node.id, field: 'name' },
          `The ${node.kind} "${name}" has the same name as a ${nodes[0]?.kind ?? 'node'}.`,
          'Rename one of the two: handlers and reports know nodes by their names.',
        ),
      );
    }
  }
  for (const [key, services] of groupBy(graph.services, (service) => service.name.toLowerCase())) {
    for (const service of services.slice(1)) {
      findings.push(
        error(
          'duplicate-service-name',
          { element: service.id, field: 'name' },
          `Two services are called "${key}"${service.name === key ? '' : ', but for capital letters'}.`,
          'Rename one of the two.',
        ),
      );
    }
  }
  return [...findings, ...checkCase(named)];
}

function checkCase(nodes: readonly Node[]): GraphFinding[] {
  const findings: GraphFinding[] = [];
  const kinds = groupBy(nodes, (node) => (node.kind === 'topic' ? 'topic' : 'handler'));
  for (const group of kinds.values()) {
    for (const alike of groupBy(group, (node) => node.name.toLowerCase()).values()) {
      const names = [...new Set(alike.map((node) => node.name))];
      const last = alike.at(-1);
      if (names.length === 1 || !last) continue;
      findings.push(
        warning(
          'names-differ-by-case',
          { element: last.id, field: 'name' },
          `The names ${quoted(names)} differ in capital letters only.`,
          'Rename one: on macOS and Windows their files and folders would be the same.',
        ),
      );
    }
  }
  return findings;
}

/** Topics as Kafka will see them: those that are drawn, and the dead-letter topics that are not. */
function checkTopicNames(graph: Graph): GraphFinding[] {
  const wiring = createWiring(graph);
  const findings: GraphFinding[] = [];
  const topics = graph.nodes.filter((node) => node.kind === 'topic').map(({ id, name }) => ({ id, name, drawn: true }));
  for (const consumer of graph.nodes) {
    if (consumer.kind !== 'consumer') continue;
    const deadLetter = wiring.deadLetterTopic(consumer);
    if (!deadLetter) continue;
    if (!deadLetter.topic) topics.push({ id: consumer.id, name: deadLetter.name, drawn: false });
    if (deadLetter.name.length > maxNameLength) {
      findings.push(
        error(
          'dead-letter-name-too-long',
          { element: consumer.id, field: 'name' },
          `The dead-letter topic of "${consumer.name}" would have a name longer than ${maxNameLength} characters.`,
          'Shorten the consumer’s name, or draw a dead-letter topic for it.',
        ),
      );
    }
    const hasEdge = graph.edges.some((edge) => edge.source === consumer.id && edge.deadLetter);
    if (deadLetter.topic && !hasEdge) {
      findings.push(
        info(
          'dead-letter-topic-not-drawn',
          { element: consumer.id },
          `The dead letters of "${consumer.name}" go to the topic "${deadLetter.name}" by its name alone.`,
          'Draw a dead-letter edge to that topic, or rename the topic if it is meant for something else.',
        ),
      );
    }
  }
  // Kafka's metrics turn dots into underscores, so its controller refuses the second of two such topics.
  for (const alike of groupBy(topics, (topic) => topic.name.replaceAll('.', '_')).values()) {
    const names = [...new Set(alike.map((topic) => topic.name))];
    const last = alike.at(-1);
    if (names.length === 1 || !last) continue;
    findings.push(
      error(
        'topic-names-collide',
        { element: last.id, field: 'name' },
        `The topics ${quoted(names)} collide: to Kafka a dot and an underscore are the same.`,
        alike.some((topic) => !topic.drawn)
          ? 'Rename the topic or the consumer whose dead-letter topic this is.'
          : 'Rename one of them.',
      ),
    );
  }
  return findings;
}
