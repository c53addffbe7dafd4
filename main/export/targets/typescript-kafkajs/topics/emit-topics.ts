import { positionTopics } from '../../../system/system.ts';
import { formatted, identifier, literal } from '../../../text/code.ts';
import type { Emitter } from '../emitter.ts';

/** system/topics.ts, which services and tests import, and the script that makes the topics. */
export const emitTopics: Emitter = async ({ system }) => {
  const taken = new Set(['topics', 'positions']);
  const schemas = [...new Set(system.topics.flatMap(({ schema }) => schema ?? []))];
  const names = new Map(
    schemas.map((path) => [path, identifier(`${path.replace(/^schemas\//, '').replace(/\.json$/, '')}-schema`, taken)]),
  );
  const imports = [...names].map(
    ([path, name]) => `import ${name} from ${literal(`../${path}`)} with { type: 'json' };\n`,
  );
  const topics = system.topics.map(({ id, name, partitions, format, config, schema }) => {
    const fields = literal({ id, name, partitions, format, config }).replace(/\n\}$/, '');
    const document = schema === undefined ? undefined : names.get(schema);
    return document === undefined
      ? `${fields} }`
      : `${fields}, schema: { file: ${literal(schema)}, document: ${document} } }`;
  });
  const text = `import type { TopicDefinition } from 'topicraft/service';
${imports.join('')}
/** Every topic of the system, with its schema. Consumers without a drawn dead-letter topic have one by name. */
export const topics: readonly TopicDefinition[] = [${topics.join(', ')}];

/** Topics that hold how far producers have come, so that they go on where they were after a restart. */
export const positions: readonly string[] = ${literal(positionTopics(system))};
`;
  return [
    ['system/topics.ts', await formatted(text)],
    ['scripts/create-topics.ts', await formatted(script)],
  ];
};

const script = `import { createTopics } from 'topicraft/topics';
import { positions, topics } from '../system/topics.ts';

/** Makes the topics that the cluster lacks; run it as often as you like. */
await createTopics({ topics, positions });
`;
