import { type AclOperation, aclOperations, clusterName, type ResourceType } from './acl.ts';
import type { Principal } from '../principal.ts';
import type { Authorizer } from './authorizer.ts';

/** Which operations there are of a kind of resource. Source: KIP-430. */
const operationsOf = {
  topic: ['read', 'write', 'create', 'delete', 'alter', 'describe', 'describeConfigs', 'alterConfigs'],
  group: ['read', 'delete', 'describe', 'describeConfigs', 'alterConfigs'],
  cluster: ['create', 'alter', 'describe', 'clusterAction', 'describeConfigs', 'alterConfigs', 'idempotentWrite'],
} as const satisfies Partial<Record<ResourceType, readonly AclOperation[]>>;

/** What an API asks before it does something: whether the one who sent the request may. */
export interface Access {
  may(operation: AclOperation, resourceType: ResourceType, name: string): boolean;
  mayCluster(operation: AclOperation): boolean;
  /** Whether there is any resource of the type that it may do this with. */
  maySome(operation: AclOperation, resourceType: ResourceType): boolean;
  /** All that it may do with a resource, as bits by Kafka's codes (KIP-430). */
  operations(resourceType: keyof typeof operationsOf, name: string): number;
}

/** Everybody may do everything: there is no authorizer. */
const unrestricted: Access = {
  may: () => true,
  mayCluster: () => true,
  maySome: () => true,
  operations: (resourceType) => bits(operationsOf[resourceType]),
};

/** `host` is as Kafka writes it, with a slash before it. */
export function accessOf(authorizer: Authorizer | undefined, principal: Principal, host: string): Access {
  if (!authorizer) return unrestricted;
  const requester = { principal, host: addressOf(host) };
  const may: Access['may'] = (operation, resourceType, name) =>
    authorizer.allows(requester, operation, resourceType, name);
  return {
    may,
    mayCluster: (operation) => may(operation, 'cluster', clusterName),
    maySome: (operation, resourceType) => authorizer.allowsSome(requester, operation, resourceType),
    operations: (resourceType, name) =>
      bits(operationsOf[resourceType].filter((operation) => may(operation, resourceType, name))),
  };
}

/** The address alone, of a version 4 also where the listener is of version 6, as ACLs name it. */
function addressOf(host: string): string {
  return host.replace(/^\/(::ffff:(?=[\d.]+$))?/, '');
}

function bits(operations: readonly AclOperation[]): number {
  return operations.reduce((sum, operation) => sum | (1 << aclOperations[operation]), 0);
}
