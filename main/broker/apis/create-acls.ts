import { kafkaErrorCode, type KafkaErrorName } from '../../../shared/kafka/index.ts';
import { kafkaApis, type MessageValue } from '../../wire/index.ts';
import {
  anyNumber,
  clusterName,
  isKnownOperation,
  isKnownResourceType,
  patternTypes,
  permissionTypes,
  resourceTypes,
} from '../security/acl/acl.ts';
import { implementApi } from './api.ts';

type Creation = MessageValue<typeof kafkaApis.createAcls.request>['creations'][number];

/** Adds ACLs, each once; they count for the next request. Versions 1 to 3. Source: KIP-140, KIP-290 (patterns). */
export const createAcls = implementApi({
  kafka: kafkaApis.createAcls,
  answer({ creations }, { broker, access }) {
    if (!access.mayCluster('alter')) {
      return allFailed(creations, 'CLUSTER_AUTHORIZATION_FAILED', 'Cluster authorization failed.');
    }
    if (!broker.authorizer) return allFailed(creations, 'SECURITY_DISABLED', 'No Authorizer is configured.');
    const results = creations.map((creation) => {
      const problem = problemOf(creation);
      if (problem !== undefined) return failed('INVALID_REQUEST', problem);
      const { resourcePatternType: patternType, ...acl } = creation;
      broker.cluster.acls.add({ ...acl, patternType });
      return { errorCode: 0, errorMessage: null };
    });
    return { throttleTimeMs: 0, results };
  },
});

function problemOf(creation: Creation): string | undefined {
  const { resourceType, resourceName, resourcePatternType, principal, operation, permissionType } = creation;
  if (resourceType === resourceTypes.cluster && resourceName !== clusterName) {
    return `The only valid name for the CLUSTER resource is ${clusterName}`;
  }
  if (resourceName === '') return 'Invalid empty resource name';
  if (!isKnownResourceType(resourceType) || resourceType === anyNumber) return `Invalid resourceType ${resourceType}`;
  if (resourcePatternType !== patternTypes.literal && resourcePatternType !== patternTypes.prefixed) {
    return `Invalid patternType ${resourcePatternType}`;
  }
  if (!isKnownOperation(operation) || operation === anyNumber) return `Invalid operation ${operation}`;
  if (permissionType !== permissionTypes.allow && permissionType !== permissionTypes.deny) {
    return `Invalid permissionType ${permissionType}`;
  }
  // A principal that nobody can be would make an ACL that means nothing.
  return /^[^:]+:/.test(principal) ? undefined : 'Could not parse principal from the ACL: a type and a name are needed';
}

function allFailed(creations: readonly Creation[], error: KafkaErrorName, message: string) {
  return { throttleTimeMs: 0, results: creations.map(() => failed(error, message)) };
}

function failed(error: KafkaErrorName, errorMessage: string) {
  return { errorCode: kafkaErrorCode(error), errorMessage };
}
