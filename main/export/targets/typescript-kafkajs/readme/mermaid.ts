import type { System } from '../../../system/system.ts';

/** The system as a Mermaid flowchart: a box a service, its producers and consumers in it, topics beside them. */
export function mermaidOf(system: System): string {
  const lines = ['flowchart LR'];
  const ids = new Map<string, string>();
  const idOf = (kind: 'node' | 'topic', name: string): string => {
    const key = `${kind} ${name}`;
    const id = ids.get(key) ?? `${kind}${ids.size}`;
    ids.set(key, id);
    return id;
  };
  system.services.forEach((service, index) => {
    lines.push(`  subgraph service${index}[${quoted(service.name)}]`);
    for (const { name } of service.producers) lines.push(`    ${idOf('node', name)}([${quoted(name)}])`);
    for (const { name } of service.consumers) lines.push(`    ${idOf('node', name)}[${quoted(name)}]`);
    lines.push('  end');
  });
  for (const { name } of system.topics) lines.push(`  ${idOf('topic', name)}[(${quoted(name)})]`);
  for (const { producers, consumers } of system.services) {
    for (const { name, publishes } of [...producers, ...consumers]) {
      for (const topic of publishes) lines.push(`  ${idOf('node', name)} --> ${idOf('topic', topic)}`);
    }
    for (const { name, subscribes, delivery } of consumers) {
      for (const topic of subscribes) lines.push(`  ${idOf('topic', topic)} --> ${idOf('node', name)}`);
      if (delivery.deadLetterTopic !== undefined) {
        lines.push(`  ${idOf('node', name)} -. gives up .-> ${idOf('topic', delivery.deadLetterTopic)}`);
      }
    }
  }
  return lines.join('\n');
}

/** Mermaid reads entities in quotes. */
function quoted(text: string): string {
  return `"${text.replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')}"`;
}
