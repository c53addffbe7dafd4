export type { Clock, Timer } from './clock.ts';
export { Fault } from './fault.ts';
export { connectParent, type ParentLink } from './parent-link.ts';
export type { ProcessExit, ProcessHost, ProcessKind, ProcessLink, ProcessStart } from './process-host.ts';
export * from './event-identity.ts';
export { groupBy } from './group-by.ts';
export { createRandom } from './seeded-random.ts';
export { hashOfParts, hexOfHash, stableHash, type Hash128 } from './stable-hash.ts';
