/** Kafka's numbers of what an ACL is about. */
export const resourceTypes = {
  topic: 2,
  group: 3,
  cluster: 4,
  transactionalId: 5,
  delegationToken: 6,
  user: 7,
} as const;
export type ResourceType = Exclude<keyof typeof resourceTypes, 'delegationToken' | 'user'>;

/** Kafka's numbers of what an ACL lets somebody do. */
export const aclOperations = {
  all: 2,
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
  createTokens: 13,
  describeTokens: 14,
  twoPhaseCommit: 15,
} as const;
export type AclOperation = keyof typeof aclOperations;

export const patternTypes = { unknown: 0, any: 1, match: 2, literal: 3, prefixed: 4 } as const;
export const permissionTypes = { unknown: 0, any: 1, deny: 2, allow: 3 } as const;

/** Stands for any type, operation or permission in a filter, and for none that is known. */
export const anyNumber = 1;
export const unknownNumber = 0;

/** As a literal name: every resource of its type; as a principal `User:*`, as a host: everybody, from anywhere. */
export const wildcard = '*';
export const everyPrincipal = 'User:*';

/** The one resource of type cluster. */
export const clusterName = 'kafka-cluster';

/** Somebody may, or may not, do something with the resources of a pattern. Numbers are Kafka's. */
export interface Acl {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

export function aclKey(acl: Acl): string {
  const { resourceType, resourceName, patternType, principal, host, operation, permissionType } = acl;
  return JSON.stringify([resourceType, patternType, resourceName, principal, host, operation, permissionType]);
}

const greatestResourceType = Math.max(...Object.values(resourceTypes));
const greatestOperation = Math.max(...Object.values(aclOperations));

const known = (value: number, greatest: number) => value > unknownNumber && value <= greatest;
export const isKnownResourceType = (type: number) => known(type, greatestResourceType);
export const isKnownOperation = (operation: number) => known(operation, greatestOperation);
export const isKnownPatternType = (type: number) => known(type, patternTypes.prefixed);
export const isKnownPermissionType = (type: number) => known(type, permissionTypes.allow);
