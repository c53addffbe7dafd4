import type { HandlerContext, HandlerDefinition, HandlerEvent, Tick } from '../../../shared/handler-api/index.ts';

/** The events of a call, or the tick. */
export type HandlerInput = readonly HandlerEvent[] | Tick;

/** Calls a handler with what its kind takes; settles as it does. */
export async function callHandler(
  definition: HandlerDefinition,
  input: HandlerInput,
  context: HandlerContext,
): Promise<void> {
  if ('index' in input) {
    if (definition.kind === 'producer') await definition.handle(input, context);
    return;
  }
  if (definition.kind === 'batch-consumer') await definition.handle(input, context);
  const [event] = input;
  if (definition.kind === 'consumer' && event) await definition.handle(event, context);
}
