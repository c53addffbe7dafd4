import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyLayout, writeGraph, writeLayout, type Layout } from '../../../shared/graph/index.ts';
import { consumer, graphOf, producer, topic } from '../../support/graph-builder.ts';

const columns = 40;

/**
 * A project of 1,000 nodes and 1,500 edges in a folder: 100 producers, 400 topics and 500 consumers in a grid. Every
 * second consumer reads one topic and writes another, and the rest read two or three.
 */
export async function writeLargeProject(folder: string): Promise<void> {
  const producers = Array.from({ length: 100 }, (_, index) => producer(`producer-${index}`));
  const topics = Array.from({ length: 400 }, (_, index) => topic(`topic-${index}`));
  const consumers = Array.from({ length: 500 }, (_, index) => consumer(`consumer-${index}`));
  const wires = [
    ...producers.map((_, index) => `producer-${index} > topic-${index}`),
    ...consumers.map((_, index) => `topic-${index % 400} > consumer-${index}`),
    ...consumers.map((_, index) => `consumer-${index} > topic-${(index + 100) % 400}`),
    ...consumers.slice(0, 400).map((_, index) => `topic-${(index + 7) % 400} > consumer-${index}`),
  ];
  const nodes = [...producers, ...topics, ...consumers];
  const positions = Object.fromEntries(
    nodes.map(({ id }, index) => [id, { x: (index % columns) * 220, y: Math.floor(index / columns) * 160 }]),
  );
  const layout: Layout = { ...emptyLayout, nodes: positions, viewport: { x: 0, y: 0, zoom: 0.7 } };
  await mkdir(path.join(folder, 'handlers'), { recursive: true });
  await writeFile(path.join(folder, 'topicraft.json'), writeGraph(graphOf(nodes, wires)));
  await writeFile(path.join(folder, 'topicraft.layout.json'), writeLayout(layout));
  for (const { kind, name } of [...producers, ...consumers]) {
    const define = kind === 'producer' ? 'defineProducer' : 'defineConsumer';
    const text = `import { ${define} } from 'topicraft';\n\nexport default ${define}<'${name}'>(async () => {});\n`;
    await writeFile(path.join(folder, `handlers/${name}.ts`), text);
  }
}
