import type { Access } from '../security/acl/access.ts';
import { clusterName } from '../security/acl/acl.ts';

/** The client didn't ask which operations it may do (KIP-430). */
export const operationsNotAsked = -2147483648;

/** None at all for those who may not describe the cluster. */
export function clusterOperations(access: Access): number {
  return access.mayCluster('describe') ? access.operations('cluster', clusterName) : 0;
}
