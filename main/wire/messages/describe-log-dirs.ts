import { arrayOf, bool, int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** DescribeLogDirs: API key 35. */
export const describeLogDirsRequest = defineMessage({
  name: 'DescribeLogDirsRequest',
  versions: '1-5',
  flexible: '2+',
  fields: { topics: structs({ topic: string('0+'), partitions: arrayOf('int32', '0+') }, '0+', { nullable: '0+' }) },
});

export const describeLogDirsResponse = defineMessage({
  name: 'DescribeLogDirsResponse',
  versions: '1-5',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32('0+'),
    errorCode: int16('3+', { ignorable: true }),
    results: structs(
      {
        errorCode: int16('0+'),
        logDir: string('0+'),
        topics: structs(
          {
            name: string('0+'),
            partitions: structs(
              {
                partitionIndex: int32('0+'),
                partitionSize: int64('0+'),
                offsetLag: int64('0+'),
                isFutureKey: bool('0+'),
              },
              '0+',
            ),
          },
          '0+',
        ),
        totalBytes: int64('4+', { default: -1n, ignorable: true }),
        usableBytes: int64('4+', { default: -1n, ignorable: true }),
        isCordoned: bool('5+', { default: false, ignorable: true }),
      },
      '0+',
    ),
  },
});
