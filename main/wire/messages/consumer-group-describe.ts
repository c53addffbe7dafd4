import { arrayOf, bool, int16, int32, int8, string, struct, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ConsumerGroupDescribe: API key 69. */
export const consumerGroupDescribeRequest = defineMessage({
  name: 'ConsumerGroupDescribeRequest',
  versions: '0-1',
  flexible: '0+',
  fields: { groupIds: arrayOf('string', '0+'), includeAuthorizedOperations: bool('0+') },
});

export const consumerGroupDescribeResponse = defineMessage({
  name: 'ConsumerGroupDescribeResponse',
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    groups: structs(
      {
        errorCode: int16('0+'),
        errorMessage: string('0+', { nullable: '0+', default: null }),
        groupId: string('0+'),
        groupState: string('0+'),
        groupEpoch: int32('0+'),
        assignmentEpoch: int32('0+'),
        assignorName: string('0+'),
        members: structs(
          {
            memberId: string('0+'),
            instanceId: string('0+', { nullable: '0+', default: null }),
            rackId: string('0+', { nullable: '0+', default: null }),
            memberEpoch: int32('0+'),
            clientId: string('0+'),
            clientHost: string('0+'),
            subscribedTopicNames: arrayOf('string', '0+'),
            subscribedTopicRegex: string('0+', { nullable: '0+', default: null }),
            assignment: struct(
              {
                topicPartitions: structs(
                  { topicId: uuid('0+'), topicName: string('0+'), partitions: arrayOf('int32', '0+') },
                  '0+',
                ),
              },
              '0+',
            ),
            targetAssignment: struct(
              {
                topicPartitions: structs(
                  { topicId: uuid('0+'), topicName: string('0+'), partitions: arrayOf('int32', '0+') },
                  '0+',
                ),
              },
              '0+',
            ),
            memberType: int8('1+', { default: -1, ignorable: true }),
          },
          '0+',
        ),
        authorizedOperations: int32('0+', { default: -2147483648 }),
      },
      '0+',
    ),
  },
});
