import type { Diagnostic, Place } from '../diagnostic.ts';

/** Everything that can be wrong with a graph by itself, without a look at its files. */
export type GraphCode =
  | 'duplicate-id'
  | 'duplicate-name'
  | 'duplicate-service-name'
  | 'name-forbidden'
  | 'topic-name-reserved'
  | 'topic-names-collide'
  | 'names-differ-by-case'
  | 'dead-letter-name-too-long'
  | 'dead-letter-topic-not-drawn'
  | 'topic-without-consumer'
  | 'topic-without-publisher'
  | 'producer-unwired'
  | 'consumer-unwired'
  | 'edge-end-missing'
  | 'edge-not-allowed'
  | 'edge-kind-wrong'
  | 'edge-twice'
  | 'dead-letter-edge-misplaced'
  | 'dead-letter-edges-several'
  | 'dead-letter-edge-unused'
  | 'dead-letter-feeds-itself'
  | 'handler-shared'
  | 'handler-paths-differ-by-case'
  | 'instances-exceed-partitions'
  | 'group-subscriptions-differ'
  | 'group-settings-differ'
  | 'group-guarantees-differ'
  | 'exactly-once-takes-too-long'
  | 'cycle-without-exit'
  | 'schema-on-other-format'
  | 'topic-config-unknown'
  | 'topic-config-invalid'
  | 'reply-topic-missing'
  | 'http-port-shared'
  | 'http-path-taken'
  | 'service-missing'
  | 'service-empty';

export type GraphFinding = Diagnostic<GraphCode>;

/** `place` is the id of the element, or more. */
export function error(code: GraphCode, place: Place, message: string, remedy: string): GraphFinding {
  return { code, severity: 'error', message, place, remedy };
}

export function warning(code: GraphCode, place: Place, message: string, remedy: string): GraphFinding {
  return { code, severity: 'warning', message, place, remedy };
}

export function info(code: GraphCode, place: Place, message: string, remedy: string): GraphFinding {
  return { code, severity: 'info', message, place, remedy };
}

/** `"a", "b" and "c"`. */
export function quoted(names: readonly string[]): string {
  const all = names.map((name) => JSON.stringify(name));
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}
