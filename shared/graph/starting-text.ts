import type { Topic } from './schema.ts';
import type { HandlerNode } from './wiring.ts';

/** What a new handler does until somebody writes it: something that runs, and shows how. */
export function startingText(kind: HandlerNode['kind'], name: string, writes: readonly Topic[]): string {
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
