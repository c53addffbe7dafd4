import { groupBy } from '../../lib/index.ts';
import { edgeKindBetween } from '../connection-rules.ts';
import type { Edge, Graph, Node } from '../schema.ts';
import { createWiring } from '../wiring.ts';
import { error, warning, type GraphFinding } from './finding.ts';

/** Edges that lead nowhere, are not allowed, or say something twice. */
export function checkEdges(graph: Graph): GraphFinding[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const findings = graph.edges.flatMap((edge) => checkEdge(edge, nodes));
  for (const edges of groupBy(graph.edges, ({ source, target, deadLetter }) =>
    [source, target, deadLetter ?? false].join(' '),
  ).values()) {
    for (const edge of edges.slice(1)) {
      findings.push(
        error(
          'edge-twice',
          { element: edge.id },
          `${between(edge, nodes)} stands in the graph twice.`,
          'Remove one of the two edges.',
        ),
      );
    }
  }
  return [...findings, ...checkDeadLetters(graph, nodes)];
}

function checkEdge(edge: Edge, nodes: ReadonlyMap<string, Node>): GraphFinding[] {
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  if (!source || !target) {
    const missing = source ? 'target' : 'source';
    return [
      error(
        'edge-end-missing',
        { element: edge.id, field: missing },
        `The edge ${JSON.stringify(edge.id)} has no ${missing}: there is no node ${JSON.stringify(edge[missing])}.`,
        'Remove the edge, or restore the node that it belonged to.',
      ),
    ];
  }
  const kind = edgeKindBetween(source.kind, target.kind);
  if (!kind) {
    return [
      error(
        'edge-not-allowed',
        { element: edge.id },
        `${between(edge, nodes)} is not allowed: a ${source.kind} cannot feed a ${target.kind}.`,
        'Remove the edge; producers and consumers publish to topics, and consumers subscribe to topics.',
      ),
    ];
  }
  if (kind !== edge.kind) {
    return [
      error(
        'edge-kind-wrong',
        { element: edge.id, field: 'kind' },
        `${between(edge, nodes)} is written as "${edge.kind}".`,
        `Make its kind "${kind}".`,
      ),
    ];
  }
  if (edge.deadLetter && source.kind !== 'consumer') {
    return [
      error(
        'dead-letter-edge-misplaced',
        { element: edge.id, field: 'deadLetter' },
        `${between(edge, nodes)} is marked as a dead-letter edge, and only a consumer has dead letters.`,
        'Remove the mark.',
      ),
    ];
  }
  return [];
}

function checkDeadLetters(graph: Graph, nodes: ReadonlyMap<string, Node>): GraphFinding[] {
  const findings: GraphFinding[] = [];
  const marked = graph.edges.filter((edge) => edge.deadLetter && edge.kind === 'publishes');
  for (const [source, edges] of groupBy(marked, (edge) => edge.source)) {
    const consumer = nodes.get(source);
    if (consumer?.kind !== 'consumer') continue;
    for (const edge of edges.slice(1)) {
      findings.push(
        error(
          'dead-letter-edges-several',
          { element: edge.id },
          `The consumer "${consumer.name}" has ${edges.length} dead-letter edges.`,
          'Keep one of them.',
        ),
      );
    }
    const [first] = edges;
    if (first && consumer.whenExhausted !== 'dead-letter') {
      findings.push(
        warning(
          'dead-letter-edge-unused',
          { element: first.id },
          `The consumer "${consumer.name}" never uses its dead-letter edge: when retries end, it is set to "${consumer.whenExhausted}".`,
          'Set "whenExhausted" to "dead-letter", or remove the edge.',
        ),
      );
    }
  }
  const wiring = createWiring(graph);
  for (const consumer of graph.nodes) {
    if (consumer.kind !== 'consumer') continue;
    const topic = wiring.deadLetterTopic(consumer)?.topic;
    if (!topic || !wiring.subscribedTopics(consumer.id).includes(topic)) continue;
    findings.push(
      error(
        'dead-letter-feeds-itself',
        { element: consumer.id },
        `The consumer "${consumer.name}" reads "${topic.name}", the topic of its own dead letters: a failing event would come back for ever.`,
        'Read the dead letters with another consumer.',
      ),
    );
  }
  return findings;
}

function between(edge: Edge, nodes: ReadonlyMap<string, Node>): string {
  return `The edge from "${nodes.get(edge.source)?.name ?? edge.source}" to "${nodes.get(edge.target)?.name ?? edge.target}"`;
}
