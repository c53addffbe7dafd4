import { arrayOf, bool, int16, int32, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** AlterPartitionReassignments: API key 45. */
export const alterPartitionReassignmentsRequest = defineMessage({
  name: 'AlterPartitionReassignmentsRequest',
  versions: '0-1',
  flexible: '0+',
  fields: {
    timeoutMs: int32('0+', { default: 60000 }),
    allowReplicationFactorChange: bool('1+', { default: true }),
    topics: structs(
      {
        name: string('0+'),
        partitions: structs(
          { partitionIndex: int32('0+'), replicas: arrayOf('int32', '0+', { nullable: '0+', default: null }) },
          '0+',
        ),
      },
      '0+',
    ),
  },
});

export const alterPartitionReassignmentsResponse = defineMessage({
  name: 'AlterPartitionReassignmentsResponse',
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    allowReplicationFactorChange: bool('1+', { default: true, ignorable: true }),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+' }),
    responses: structs(
      {
        name: string('0+'),
        partitions: structs(
          { partitionIndex: int32('0+'), errorCode: int16('0+'), errorMessage: string('0+', { nullable: '0+' }) },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
