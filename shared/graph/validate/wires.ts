import type { Graph } from '../schema.ts';
import { createWiring } from '../wiring.ts';
import { warning, type GraphFinding } from './finding.ts';

/** Nodes that nothing reaches or that reach nothing. Warnings: a graph is drawn piece by piece and runs meanwhile. */
export function checkWires(graph: Graph): GraphFinding[] {
  const wiring = createWiring(graph);
  const findings: GraphFinding[] = [];
  for (const node of graph.nodes) {
    const place = { element: node.id };
    if (node.kind === 'topic') {
      // Dead letters are kept to be looked at: nobody need consume them.
      const keepsDeadLetters = wiring.deadLetterSources(node.id).length > 0;
      if (wiring.subscribers(node.id).length === 0 && !keepsDeadLetters && !isReplyTopic(graph, node.id)) {
        findings.push(
          warning(
            'topic-without-consumer',
            place,
            `Nobody consumes the topic "${node.name}".`,
            'Connect it to a consumer, or remove it.',
          ),
        );
      }
      if (wiring.publishers(node.id).length === 0 && !keepsDeadLetters) {
        findings.push(
          warning(
            'topic-without-publisher',
            place,
            `Nobody publishes to the topic "${node.name}".`,
            'Connect a producer or a consumer to it, unless something outside of this project feeds it.',
          ),
        );
      }
    } else if (node.kind === 'producer' && wiring.publishedTopics(node.id).length === 0) {
      findings.push(
        warning(
          'producer-unwired',
          place,
          `The producer "${node.name}" is connected to no topic: it can emit nothing.`,
          'Connect it to a topic.',
        ),
      );
    } else if (node.kind === 'consumer' && wiring.subscribedTopics(node.id).length === 0) {
      findings.push(
        warning(
          'consumer-unwired',
          place,
          `The consumer "${node.name}" is connected to no topic: it will never be called.`,
          'Connect a topic to it.',
        ),
      );
    }
  }
  return findings;
}

/** An HTTP producer reads its replies itself. */
function isReplyTopic(graph: Graph, topicId: string): boolean {
  return graph.nodes.some(
    (node) => node.kind === 'producer' && node.trigger.type === 'http' && node.trigger.replyTopic === topicId,
  );
}
