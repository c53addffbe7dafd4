import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { filterError, matchesFilter } from '../security/acl/acl-filter.ts';
import { implementApi } from './api.ts';

/** Deletes what filters match, and tells what that was. Versions 1 to 3. Source: KIP-140, KIP-290 (patterns). */
export const deleteAcls = implementApi({
  kafka: kafkaApis.deleteAcls,
  answer({ filters }, { broker, access }) {
    const allFailed = (error: KafkaErrorName, message: string) => ({
      throttleTimeMs: 0,
      filterResults: filters.map(() => failed(error, message)),
    });
    if (!access.mayCluster('alter')) return allFailed('CLUSTER_AUTHORIZATION_FAILED', 'Cluster authorization failed.');
    if (!broker.authorizer) return allFailed('SECURITY_DISABLED', 'No Authorizer is configured.');
    const { acls } = broker.cluster;
    // All filters are about the ACLs as they were: two that match the same one both tell of it.
    const before = [...acls.all()];
    const deleted = new Set<(typeof before)[number]>();
    const filterResults = filters.map((filter) => {
      const problem = filterError(filter);
      if (problem !== undefined) return failed('INVALID_REQUEST', problem);
      const matching = before.filter((acl) => matchesFilter(acl, filter));
      for (const acl of matching) deleted.add(acl);
      return {
        errorCode: 0,
        errorMessage: null,
        matchingAcls: matching.map((acl) => ({ errorCode: 0, errorMessage: null, ...acl })),
      };
    });
    for (const acl of deleted) acls.delete(acl);
    return { throttleTimeMs: 0, filterResults };
  },
});

function failed(error: KafkaErrorName, errorMessage: string) {
  return { errorCode: kafkaErrorCode(error), errorMessage, matchingAcls: [] };
}
