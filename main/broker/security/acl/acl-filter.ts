import {
  type Acl,
  anyNumber,
  isKnownOperation,
  isKnownPatternType,
  isKnownPermissionType,
  isKnownResourceType,
  patternTypes,
  wildcard,
} from './acl.ts';

/** What DescribeAcls and DeleteAcls are about. null and `any` leave a field open. */
export interface AclFilter {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  /** `any`: of whatever kind; `match`: whatever concerns the resource of that name. */
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

/** What a filter has that this version doesn't know; undefined where it knows all of it. */
export function filterError(filter: AclFilter): string | undefined {
  const { resourceTypeFilter, patternTypeFilter, operation, permissionType } = filter;
  if (!isKnownResourceType(resourceTypeFilter) || !isKnownPatternType(patternTypeFilter)) {
    return 'Unknown patternFilter.';
  }
  return isKnownOperation(operation) && isKnownPermissionType(permissionType) ? undefined : 'Unknown entryFilter.';
}

/** Source: KIP-290 (prefixes, and filters that match). */
export function matchesFilter(acl: Acl, filter: AclFilter): boolean {
  const { resourceTypeFilter, principalFilter, hostFilter, operation, permissionType } = filter;
  return (
    isOneOf(acl.resourceType, resourceTypeFilter) &&
    matchesPattern(acl, filter) &&
    (principalFilter === null || principalFilter === acl.principal) &&
    (hostFilter === null || hostFilter === acl.host) &&
    isOneOf(acl.operation, operation) &&
    isOneOf(acl.permissionType, permissionType)
  );
}

function isOneOf(value: number, wanted: number): boolean {
  return wanted === anyNumber || wanted === value;
}

function matchesPattern(acl: Acl, { resourceNameFilter: name, patternTypeFilter }: AclFilter): boolean {
  const isOfType = patternTypeFilter === patternTypes.any || patternTypeFilter === patternTypes.match;
  if (!isOfType && patternTypeFilter !== acl.patternType) return false;
  if (name === null) return true;
  if (patternTypeFilter === patternTypes.match) return concernsResource(acl, name);
  return acl.resourceName === name;
}

/** Whether an ACL's pattern takes in the resource of this name. */
export function concernsResource({ patternType, resourceName }: Acl, name: string): boolean {
  if (patternType === patternTypes.prefixed) return name.startsWith(resourceName);
  return resourceName === name || resourceName === wildcard;
}
