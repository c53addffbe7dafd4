import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { groupBy } from '../../../shared/lib/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import type { Acl } from '../security/acl/acl.ts';
import { type AclFilter, filterError, matchesFilter } from '../security/acl/acl-filter.ts';
import { implementApi } from './api.ts';

/** The ACLs that a filter matches, by what they are about. Versions 1 to 3. Source: KIP-140, KIP-290 (patterns). */
export const describeAcls = implementApi({
  kafka: kafkaApis.describeAcls,
  answer(request, { broker, access }) {
    if (!access.mayCluster('describe')) {
      return failed('CLUSTER_AUTHORIZATION_FAILED', 'Cluster authorization failed.');
    }
    if (!broker.authorizer) return failed('SECURITY_DISABLED', 'No Authorizer is configured on the broker');
    const filter: AclFilter = request;
    const problem = filterError(filter);
    if (problem !== undefined) return failed('INVALID_REQUEST', problem);
    const matching = Array.from(broker.cluster.acls.all()).filter((acl) => matchesFilter(acl, filter));
    const resources = Array.from(groupBy(matching, patternKey).values(), (acls) => ({
      resourceType: acls[0]?.resourceType ?? 0,
      resourceName: acls[0]?.resourceName ?? '',
      patternType: acls[0]?.patternType ?? 0,
      acls: acls.map(({ principal, host, operation, permissionType }) => ({
        principal,
        host,
        operation,
        permissionType,
      })),
    }));
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, resources };
  },
});

function patternKey({ resourceType, patternType, resourceName }: Acl): string {
  return `${resourceType}/${patternType}/${resourceName}`;
}

function failed(error: KafkaErrorName, errorMessage: string) {
  return { throttleTimeMs: 0, errorCode: kafkaErrorCode(error), errorMessage, resources: [] };
}
