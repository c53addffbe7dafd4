import { arrayOf, int16, int32, int8, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ElectLeaders: API key 43. */
export const electLeadersRequest = defineMessage({
  name: 'ElectLeadersRequest',
  versions: '0-2',
  flexible: '2+',
  fields: {
    electionType: int8('1+'),
    topicPartitions: structs({ topic: string('0+'), partitions: arrayOf('int32', '0+') }, '0+', { nullable: '0+' }),
    timeoutMs: int32('0+', { default: 60000 }),
  },
});

export const electLeadersResponse = defineMessage({
  name: 'ElectLeadersResponse',
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('1+'),
    replicaElectionResults: structs(
      {
        topic: string('0+'),
        partitionResult: structs(
          { partitionId: int32('0+'), errorCode: int16('0+'), errorMessage: string('0+', { nullable: '0+' }) },
          '0+',
        ),
      },
      '0+',
    ),
  },
});
