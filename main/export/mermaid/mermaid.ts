import type { System } from '../system/system.ts';

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

/**
 * A label in quotes, in which only letters, digits and harmless signs stand as they are. All else becomes an entity
 * (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters): a quote would end the label, `%%{` begin a directive,
 * backticks a Markdown text or the end of the block around it, a line break another statement.
 */
function quoted(text: string): string {
  const plain = text.replaceAll(/\s+/gu, ' ');
  return `"${plain.replaceAll(/[^\p{L}\p{M}\p{N} ._,()!?/+-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`)}"`;
}
