import { pathToFileURL } from 'node:url';
import type { HandlerDefinition } from '../../../shared/handler-api/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { HandlerKind } from '../protocol/host-worker.ts';

export type LoadFaultCode = 'handler-of-other-kind';

const definers: Record<HandlerKind, string> = {
  consumer: 'defineConsumer',
  'batch-consumer': 'defineBatchConsumer',
  producer: 'defineProducer',
};

/** Imports a compiled handler; rejects with what its top level throws, or a Fault where it is of another kind than its node. */
export async function loadHandler(codeFile: string, kind: HandlerKind): Promise<HandlerDefinition> {
  const module: { default?: unknown } = (await import(pathToFileURL(codeFile).href)) as { default?: unknown };
  const definition = module.default;
  if (isDefinition(definition) && definition.kind === kind) return definition;
  const found = isDefinition(definition) ? definers[definition.kind] : 'something else';
  throw new Fault<LoadFaultCode>(
    'handler-of-other-kind',
    `The default export should be made by ${definers[kind]}, as its node is set, and is made by ${found}.`,
  );
}

function isDefinition(value: unknown): value is HandlerDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    value.kind in definers &&
    'handle' in value &&
    typeof value.handle === 'function'
  );
}
