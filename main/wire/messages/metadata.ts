import { arrayOf, bool, int16, int32, string, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** Metadata: API key 3. */
export const metadataRequest = defineMessage({
  name: 'MetadataRequest',
  versions: '0-13',
  flexible: '9+',
  fields: {
    topics: structs({ topicId: uuid('10+', { ignorable: true }), name: string('0+', { nullable: '10+' }) }, '0+', {
      nullable: '1+',
    }),
    allowAutoTopicCreation: bool('4+', { default: true }),
    includeClusterAuthorizedOperations: bool('8-10'),
    includeTopicAuthorizedOperations: bool('8+'),
  },
});

export const metadataResponse = defineMessage({
  name: 'MetadataResponse',
  versions: '0-13',
  flexible: '9+',
  fields: {
    throttleTimeMs: int32('3+', { ignorable: true }),
    brokers: structs(
      {
        nodeId: int32('0+'),
        host: string('0+'),
        port: int32('0+'),
        rack: string('1+', { nullable: '1+', default: null, ignorable: true }),
      },
      '0+',
    ),
    clusterId: string('2+', { nullable: '2+', default: null, ignorable: true }),
    controllerId: int32('1+', { default: -1, ignorable: true }),
    topics: structs(
      {
        errorCode: int16('0+'),
        name: string('0+', { nullable: '12+' }),
        topicId: uuid('10+', { ignorable: true }),
        isInternal: bool('1+', { default: false, ignorable: true }),
        partitions: structs(
          {
            errorCode: int16('0+'),
            partitionIndex: int32('0+'),
            leaderId: int32('0+'),
            leaderEpoch: int32('7+', { default: -1, ignorable: true }),
            replicaNodes: arrayOf('int32', '0+'),
            isrNodes: arrayOf('int32', '0+'),
            offlineReplicas: arrayOf('int32', '5+', { ignorable: true }),
          },
          '0+',
        ),
        topicAuthorizedOperations: int32('8+', { default: -2147483648 }),
      },
      '0+',
    ),
    clusterAuthorizedOperations: int32('8-10', { default: -2147483648 }),
    errorCode: int16('13+', { ignorable: true }),
  },
});
