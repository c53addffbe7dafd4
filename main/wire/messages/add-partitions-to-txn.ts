import { arrayOf, bool, int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** AddPartitionsToTxn: API key 24. */
export const addPartitionsToTxnRequest = defineMessage({
  name: 'AddPartitionsToTxnRequest',
  versions: '0-5',
  flexible: '3+',
  fields: {
    transactions: structs(
      {
        transactionalId: string('4+'),
        producerId: int64('4+'),
        producerEpoch: int16('4+'),
        verifyOnly: bool('4+', { default: false }),
        topics: structs({ name: string('0+'), partitions: arrayOf('int32', '0+') }, '4+'),
      },
      '4+',
    ),
    v3AndBelowTransactionalId: string('0-3'),
    v3AndBelowProducerId: int64('0-3'),
    v3AndBelowProducerEpoch: int16('0-3'),
    v3AndBelowTopics: structs({ name: string('0+'), partitions: arrayOf('int32', '0+') }, '0-3'),
  },
});

export const addPartitionsToTxnResponse = defineMessage({
  name: 'AddPartitionsToTxnResponse',
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('4+', { ignorable: true }),
    resultsByTransaction: structs(
      {
        transactionalId: string('4+'),
        topicResults: structs(
          {
            name: string('0+'),
            resultsByPartition: structs({ partitionIndex: int32('0+'), partitionErrorCode: int16('0+') }, '0+'),
          },
          '4+',
        ),
      },
      '4+',
    ),
    resultsByTopicV3AndBelow: structs(
      {
        name: string('0+'),
        resultsByPartition: structs({ partitionIndex: int32('0+'), partitionErrorCode: int16('0+') }, '0+'),
      },
      '0-3',
    ),
  },
});
