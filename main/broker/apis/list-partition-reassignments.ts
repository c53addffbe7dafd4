import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';

/** The reassignments that are under way: none ever is (see AlterPartitionReassignments). Version 0. Source: KIP-455. */
export const listPartitionReassignments = implementApi({
  kafka: kafkaApis.listPartitionReassignments,
  answer(_request, { access }) {
    if (!access.mayCluster('describe')) {
      const errorCode = kafkaErrorCode('CLUSTER_AUTHORIZATION_FAILED');
      return { throttleTimeMs: 0, errorCode, errorMessage: 'Cluster authorization failed.', topics: [] };
    }
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, topics: [] };
  },
});
