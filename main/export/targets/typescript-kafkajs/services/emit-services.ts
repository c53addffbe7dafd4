import type { System, SystemService } from '../../../system/system.ts';
import { commentText, formatted, identifier, literal } from '../../../text/code.ts';
import type { ExportedFile } from '../../../types.ts';
import type { Emitter } from '../emitter.ts';

/** A folder a service: what it is made of, and the program that runs it. */
export const emitServices: Emitter = async ({ system }) => {
  const files: ExportedFile[] = [];
  for (const service of system.services) {
    const folder = `services/${service.slug}`;
    files.push(
      [`${folder}/service.ts`, await formatted(serviceText(service, system))],
      [`${folder}/main.ts`, await formatted(mainText)],
    );
  }
  return files;
};

const mainText = `import { runService } from 'topicraft/service';
import { service } from './service.ts';

/** Runs until SIGTERM, then finishes what it has begun. */
await runService(service);
`;

function serviceText(service: SystemService, { seed, drainTimeoutMs }: System): string {
  const taken = new Set(['topics', 'service']);
  const nodes = [...service.producers, ...service.consumers];
  const handlers = new Map(nodes.map(({ id, name }) => [id, identifier(name, taken)]));
  const imports = nodes.map(
    ({ id, handler }) => `import ${handlers.get(id) ?? ''} from ${literal(`../../${handler}`)};\n`,
  );
  const withHandler = (node: { id: string }, fields: object): string =>
    literal({ id: node.id, ...fields }).replace(/\n\}$/, `, handler: ${handlers.get(node.id) ?? ''} }`);
  const producers = service.producers.map((producer) => {
    const { name, trigger, publishes, replyTopic } = producer;
    return withHandler(producer, { name, trigger, publishes, replyTopic });
  });
  const consumers = service.consumers.map((consumer) => {
    const { name, group, subscribes, publishes, instances, fromBeginning, batch, delivery } = consumer;
    return withHandler(consumer, { name, group, subscribes, publishes, instances, fromBeginning, batch, delivery });
  });
  return `import type { ServiceDefinition } from 'topicraft/service';
${imports.join('')}import { topics } from '../../system/topics.ts';

/** ${commentText(`${service.name}${service.description === undefined ? '' : `: ${service.description}`}`)} */
export const service: ServiceDefinition = {
  id: ${literal(service.slug)},
  name: ${literal(service.name)},
  seed: ${seed},
  drainTimeoutMs: ${drainTimeoutMs},
  topics,
  producers: [${producers.join(', ')}],
  consumers: [${consumers.join(', ')}],
};
`;
}
