import { createWiring, type Graph, type Unsaid } from '../../../shared/graph/index.ts';
import { describeSystem } from '../system/describe-system.ts';
import { mermaidOf } from './mermaid.ts';

export type MermaidUnsaidCode = 'note' | 'consumer-without-topic' | 'service-empty';

export interface MermaidDrawing {
  /** A flowchart, https://mermaid.js.org/syntax/flowchart.html, with a line break at its end. */
  readonly text: string;
  /** What of the graph is not drawn. */
  readonly unsaid: readonly Unsaid<MermaidUnsaidCode>[];
}

/** A graph as Mermaid text: the drawing that an export's README has. Names can't break out of their labels. */
export function drawMermaid(graph: Graph): MermaidDrawing {
  const wiring = createWiring(graph);
  const system = describeSystem({ graph, handlers: new Map(), schemas: new Map(), tests: new Map(), texts: new Map() });
  const unsaid: Unsaid<MermaidUnsaidCode>[] = [];
  for (const node of graph.nodes) {
    const what = `The ${node.kind} ${JSON.stringify(node.name)}`;
    const where = { element: node.id };
    if (node.kind === 'note') {
      unsaid.push({ code: 'note', where, what, why: 'The diagram shows what sends and receives.' });
    } else if (node.kind === 'consumer' && wiring.subscribedTopics(node.id).length === 0) {
      unsaid.push({ code: 'consumer-without-topic', where, what, why: 'It subscribes to no topic.' });
    }
  }
  const drawn = new Set(graph.nodes.map((node) => ('service' in node ? node.service : undefined)));
  for (const { id, name } of graph.services.filter((service) => !drawn.has(service.id))) {
    const what = `The service ${JSON.stringify(name)}`;
    unsaid.push({ code: 'service-empty', where: { element: id }, what, why: 'There is nothing in it.' });
  }
  return { text: `${mermaidOf(system)}\n`, unsaid };
}
