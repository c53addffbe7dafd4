import type { HandlerDefinition } from '../../../shared/handler-api/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import type { HandlerKind } from '../protocol/host-worker.ts';

export type LoadFaultCode = 'handler-of-other-kind';

const definers: Record<HandlerKind, string> = {
  consumer: 'defineConsumer',
  'batch-consumer': 'defineBatchConsumer',
  producer: 'defineProducer',
};

/** What a handler file exports by default, once it is of the kind that its node is; throws a Fault where it isn't. */
export function checkedDefinition(definition: unknown, kind: HandlerKind): HandlerDefinition {
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
