import { arrayOf, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ListPartitionReassignments: API key 46. */
export const listPartitionReassignmentsRequest = defineMessage({
  name: 'ListPartitionReassignmentsRequest',
  versions: '0',
  flexible: '0+',
  fields: {
    timeoutMs: int32('0+', { default: 60000 }),
    topics: structs({ name: string('0+'), partitionIndexes: arrayOf('int32', '0+') }, '0+', {
      nullable: '0+',
      default: null,
    }),
  },
});

export const listPartitionReassignmentsResponse = defineMessage({
  name: 'ListPartitionReassignmentsResponse',
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    topics: structs(
      {
        name: string('0+'),
        partitions: structs(
          {
            partitionIndex: int32('0+'),
            replicas: arrayOf('int32', '0+'),
            addingReplicas: arrayOf('int32', '0+'),
            removingReplicas: arrayOf('int32', '0+'),
          },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
