import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyLayout, writeGraph, writeLayout, type Graph, type Layout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../support/graph-builder.ts';

/**
 * A graph of so many hundreds of nodes, each hundred with 10 producers, 40 topics, 50 consumers and 150 edges: every
 * second consumer reads one topic and writes another, and the rest read two or three.
 */
export function largeGraph(hundreds: number): Graph {
  const topicCount = 40 * hundreds;
  const producers = Array.from({ length: 10 * hundreds }, (_, index) => producer(`producer-${index}`));
  const topics = Array.from({ length: topicCount }, (_, index) => topic(`topic-${index}`));
  const consumers = Array.from({ length: 50 * hundreds }, (_, index) => consumer(`consumer-${index}`));
  const wires = [
    ...producers.map((_, index) => `producer-${index} > topic-${index}`),
    ...consumers.map((_, index) => `topic-${index % topicCount} > consumer-${index}`),
    ...consumers.map((_, index) => `consumer-${index} > topic-${(index + 10 * hundreds) % topicCount}`),
    ...consumers.slice(0, topicCount).map((_, index) => `topic-${(index + 7) % topicCount} > consumer-${index}`),
  ];
  return graphOf([...producers, ...topics, ...consumers], wires);
}

/** The graph as a project in a folder, its nodes in a grid of so many columns. */
export async function writeLargeProject(folder: string, graph: Graph, columns: number): Promise<void> {
  const positions = Object.fromEntries(
    graph.nodes.map(({ id }, index) => [id, { x: (index % columns) * 220, y: Math.floor(index / columns) * 160 }]),
  );
  const layout: Layout = { ...emptyLayout, nodes: positions, viewport: { x: 0, y: 0, zoom: 0.7 } };
  await mkdir(path.join(folder, 'handlers'), { recursive: true });
  await writeFile(path.join(folder, 'topicraft.json'), writeGraph(graph));
  await writeFile(path.join(folder, 'topicraft.layout.json'), writeLayout(layout));
  for (const { kind, name } of graph.nodes) {
    if (kind !== 'producer' && kind !== 'consumer') continue;
    const define = kind === 'producer' ? 'defineProducer' : 'defineConsumer';
    const text = `import { ${define} } from 'topicraft';\n\nexport default ${define}<'${name}'>(async () => {});\n`;
    await writeFile(path.join(folder, `handlers/${name}.ts`), text);
  }
}
