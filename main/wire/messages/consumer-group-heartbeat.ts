import { arrayOf, int16, int32, string, struct, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ConsumerGroupHeartbeat: API key 68. */
export const consumerGroupHeartbeatRequest = defineMessage({
  name: 'ConsumerGroupHeartbeatRequest',
  versions: '0-1',
  flexible: '0+',
  fields: {
    groupId: string('0+'),
    memberId: string('0+'),
    memberEpoch: int32('0+'),
    instanceId: string('0+', { nullable: '0+', default: null }),
    rackId: string('0+', { nullable: '0+', default: null }),
    rebalanceTimeoutMs: int32('0+', { default: -1 }),
    subscribedTopicNames: arrayOf('string', '0+', { nullable: '0+', default: null }),
    subscribedTopicRegex: string('1+', { nullable: '1+', default: null }),
    serverAssignor: string('0+', { nullable: '0+', default: null }),
    topicPartitions: structs({ topicId: uuid('0+'), partitions: arrayOf('int32', '0+') }, '0+', {
      nullable: '0+',
      default: null,
    }),
  },
});

export const consumerGroupHeartbeatResponse = defineMessage({
  name: 'ConsumerGroupHeartbeatResponse',
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('0+'),
    errorMessage: string('0+', { nullable: '0+', default: null }),
    memberId: string('0+', { nullable: '0+', default: null }),
    memberEpoch: int32('0+'),
    heartbeatIntervalMs: int32('0+'),
    assignment: struct(
      { topicPartitions: structs({ topicId: uuid('0+'), partitions: arrayOf('int32', '0+') }, '0+') },
      '0+',
      { nullable: '0+', default: null },
    ),
  },
});
