import { pathToFileURL } from 'node:url';
import type { HandlerDefinition } from '../../../shared/handler-api/index.ts';
import type { HandlerKind } from '../protocol/host-worker.ts';
import { checkedDefinition } from './handler-definition.ts';

/** Imports a compiled handler; rejects with what its top level throws, or a Fault where it is of another kind than its node. */
export async function loadHandler(codeFile: string, kind: HandlerKind): Promise<HandlerDefinition> {
  const module: { default?: unknown } = (await import(pathToFileURL(codeFile).href)) as { default?: unknown };
  return checkedDefinition(module.default, kind);
}
