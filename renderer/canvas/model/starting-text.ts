import type { Node, Topic } from '../../../shared/graph/index.ts';

type HandlerKind = 'producer' | 'consumer';

/** What a new handler does until somebody writes it: something that runs, and shows how. */
export function startingText(kind: HandlerKind, name: string, writes: readonly Topic[]): string {
  return kind === 'producer' ? producerText(name, writes) : consumerText(name, writes);
}

function producerText(name: string, writes: readonly Topic[]): string {
  const [topic] = writes;
  if (!topic) {
    return `import { defineProducer } from 'topicraft';

/** Called at each tick. Wire it to a topic to emit events. */
export default defineProducer<'${name}'>((tick, { log }) => {
  log.info(\`tick \${tick.index}\`);
});
`;
  }
  const value = topic.format === 'json' ? '{ index: tick.index }' : '`event ${tick.index}`';
  return `import { defineProducer } from 'topicraft';

/** Called at each tick. */
export default defineProducer<'${name}'>(async (tick, { emit }) => {
  await emit('${topic.name}', { key: tick.id, value: ${value} });
});
`;
}

function consumerText(name: string, writes: readonly Topic[]): string {
  const [topic] = writes;
  if (!topic) {
    return `import { defineConsumer } from 'topicraft';

/** Called with each event. */
export default defineConsumer<'${name}'>((event, { log }) => {
  log.info(\`\${event.topic} \${event.key}\`, { value: event.value });
});
`;
  }
  return `import { defineConsumer } from 'topicraft';

/** Called with each event. */
export default defineConsumer<'${name}'>(async (event, { emit }) => {
  await emit('${topic.name}', { key: event.key, value: event.value });
});
`;
}

/** A handler's text under another name, and with topics of other names, where it says them in the usual ways. */
export function renamedText(text: string, renamed: ReadonlyMap<string, string>): string {
  return text
    .replaceAll(
      /\b(define(?:Batch)?(?:Producer|Consumer)<)(['"])([^'"]+)\2/g,
      (whole, before: string, quote: string, name: string) => {
        const other = renamed.get(name);
        return other === undefined ? whole : `${before}${quote}${other}${quote}`;
      },
    )
    .replaceAll(/\b(emit\(\s*|case )(['"])([^'"]+)\2/g, (whole, before: string, quote: string, name: string) => {
      const other = renamed.get(name);
      return other === undefined ? whole : `${before}${quote}${other}${quote}`;
    });
}

export function isHandlerKind(kind: Node['kind']): kind is HandlerKind {
  return kind === 'producer' || kind === 'consumer';
}
