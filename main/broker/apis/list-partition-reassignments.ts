import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';

/** The reassignments that are under way: none ever is (see AlterPartitionReassignments). Version 0. Source: KIP-455. */
export const listPartitionReassignments = implementApi({
  kafka: kafkaApis.listPartitionReassignments,
  answer() {
    return { throttleTimeMs: 0, errorCode: 0, errorMessage: null, topics: [] };
  },
});
