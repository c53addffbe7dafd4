import { type Principal, principalText } from '../principal.ts';
import type { AuthorizerOptions } from '../security-options.ts';
import {
  type Acl,
  type AclOperation,
  aclOperations,
  everyPrincipal,
  patternTypes,
  permissionTypes,
  type ResourceType,
  resourceTypes,
  wildcard,
} from './acl.ts';
import { concernsResource } from './acl-filter.ts';
import type { Acls } from './acls.ts';

/** Who asks, and from where. */
export interface Requester {
  readonly principal: Principal;
  /** An address, without Kafka's slash. */
  readonly host: string;
}

/** To be allowed one of these is to be allowed to describe, though not the other way round. */
const implyDescribe: readonly number[] = [
  aclOperations.describe,
  aclOperations.read,
  aclOperations.write,
  aclOperations.delete,
  aclOperations.alter,
];
const implyDescribeConfigs: readonly number[] = [aclOperations.describeConfigs, aclOperations.alterConfigs];

/**
 * Decides by ACLs, as Kafka's StandardAuthorizer does: super users may do everything; then one ACL that denies outweighs all that
 * allow; then one that allows is enough. What no ACL speaks of is refused, unless the options say otherwise.
 * Source: KIP-11, KIP-290 (prefixes), KIP-679 (writing implies idempotence), KIP-801.
 */
export class Authorizer {
  readonly #acls: Acls;
  readonly #superUsers: ReadonlySet<string>;
  readonly #allowsWhatNoAclConcerns: boolean;

  constructor(acls: Acls, { superUsers = [], allowEveryoneIfNoAclFound = false }: AuthorizerOptions) {
    this.#acls = acls;
    this.#superUsers = new Set(superUsers);
    this.#allowsWhatNoAclConcerns = allowEveryoneIfNoAclFound;
  }

  allows(requester: Requester, operation: AclOperation, resourceType: ResourceType, name: string): boolean {
    const principal = principalText(requester.principal);
    if (this.#superUsers.has(principal)) return true;
    let isAllowed = false;
    let isConcerned = false;
    for (const acl of this.#acls.about(resourceTypes[resourceType])) {
      if (!concernsResource(acl, name)) continue;
      isConcerned = true;
      if (!isAbout(acl, principal, requester.host)) continue;
      if (isDenied(acl, operation)) return false;
      isAllowed ||= isGranted(acl, operation);
    }
    return isConcerned ? isAllowed : this.#allowsWhatNoAclConcerns;
  }

  /** Whether there is any resource of the type that the requester may do this with. */
  allowsSome(requester: Requester, operation: AclOperation, resourceType: ResourceType): boolean {
    // As Kafka does it: what holds for a name that nobody has heard of holds for some resource.
    if (this.allows(requester, operation, resourceType, 'hardcode')) return true;
    const principal = principalText(requester.principal);
    const acls = Array.from(this.#acls.about(resourceTypes[resourceType])).filter((acl) =>
      isAbout(acl, principal, requester.host),
    );
    const denied = acls.filter((acl) => isDenied(acl, operation));
    if (denied.some((acl) => isOfAll(acl))) return false;
    // A name that isn't denied, or a prefix of which no shorter one is, leaves some resource.
    return acls.some((acl) => isGrantedExactly(acl, operation) && !denied.some((other) => takesIn(other, acl)));
  }
}

function isAbout({ principal, host }: Acl, wanted: string, from: string): boolean {
  return (principal === wanted || principal === everyPrincipal) && (host === wildcard || host === from);
}

function isDenied(acl: Acl, operation: AclOperation): boolean {
  return acl.permissionType === permissionTypes.deny && isOfOperation(acl, operation);
}

function isGranted(acl: Acl, operation: AclOperation): boolean {
  if (acl.permissionType !== permissionTypes.allow) return false;
  if (operation === 'describe' && implyDescribe.includes(acl.operation)) return true;
  if (operation === 'describeConfigs' && implyDescribeConfigs.includes(acl.operation)) return true;
  return isOfOperation(acl, operation);
}

/** Of resources by type Kafka asks for the very operation. */
function isGrantedExactly(acl: Acl, operation: AclOperation): boolean {
  return acl.permissionType === permissionTypes.allow && isOfOperation(acl, operation);
}

function isOfOperation(acl: Acl, operation: AclOperation): boolean {
  return acl.operation === aclOperations.all || acl.operation === aclOperations[operation];
}

function isOfAll({ patternType, resourceName }: Acl): boolean {
  return patternType === patternTypes.literal && resourceName === wildcard;
}

/** Whether whatever `inner` concerns is concerned by `outer` too. */
function takesIn(outer: Acl, inner: Acl): boolean {
  if (isOfAll(outer)) return true;
  if (outer.patternType === patternTypes.prefixed) {
    return !isOfAll(inner) && inner.resourceName.startsWith(outer.resourceName);
  }
  return inner.patternType === patternTypes.literal && inner.resourceName === outer.resourceName;
}
