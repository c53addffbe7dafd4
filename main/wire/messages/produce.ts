import { int16, int32, int64, records, string, struct, structs, uuid } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** Produce: API key 0. */
export const produceRequest = defineMessage({
  name: 'ProduceRequest',
  versions: '3-13',
  flexible: '9+',
  fields: {
    transactionalId: string('3+', { nullable: '3+', default: null }),
    acks: int16('0+'),
    timeoutMs: int32('0+'),
    topicData: structs(
      {
        name: string('0-12', { ignorable: true }),
        topicId: uuid('13+', { ignorable: true }),
        partitionData: structs({ index: int32('0+'), records: records('0+', { nullable: '0+' }) }, '0+'),
      },
      '0+',
    ),
  },
});

export const produceResponse = defineMessage({
  name: 'ProduceResponse',
  versions: '3-13',
  flexible: '9+',
  fields: {
    responses: structs(
      {
        name: string('0-12', { ignorable: true }),
        topicId: uuid('13+', { ignorable: true }),
        partitionResponses: structs(
          {
            index: int32('0+'),
            errorCode: int16('0+'),
            baseOffset: int64('0+'),
            logAppendTimeMs: int64('2+', { default: -1n, ignorable: true }),
            logStartOffset: int64('5+', { default: -1n, ignorable: true }),
            recordErrors: structs(
              { batchIndex: int32('8+'), batchIndexErrorMessage: string('8+', { nullable: '8+', default: null }) },
              '8+',
              { ignorable: true },
            ),
            errorMessage: string('8+', { nullable: '8+', default: null, ignorable: true }),
            currentLeader: struct(
              { leaderId: int32('10+', { default: -1 }), leaderEpoch: int32('10+', { default: -1 }) },
              '10+',
              { tag: 0 },
            ),
          },
          '0+',
        ),
      },
      '0+',
    ),
    throttleTimeMs: int32('1+', { default: 0, ignorable: true }),
    nodeEndpoints: structs(
      {
        nodeId: int32('10+'),
        host: string('10+'),
        port: int32('10+'),
        rack: string('10+', { nullable: '10+', default: null }),
      },
      '10+',
      { tag: 0 },
    ),
  },
});
