import { bool, int16, int32, int64, string, structs } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** ApiVersions: API key 18. */
export const apiVersionsRequest = defineMessage({
  name: 'ApiVersionsRequest',
  versions: '0-5',
  flexible: '3+',
  fields: {
    clientSoftwareName: string('3+', { ignorable: true }),
    clientSoftwareVersion: string('3+', { ignorable: true }),
    clusterId: string('5+', { nullable: '5+', default: null, ignorable: true }),
    nodeId: int32('5+', { default: -1, ignorable: true }),
  },
});

export const apiVersionsResponse = defineMessage({
  name: 'ApiVersionsResponse',
  versions: '0-5',
  flexible: '3+',
  fields: {
    errorCode: int16('0+'),
    apiKeys: structs({ apiKey: int16('0+'), minVersion: int16('0+'), maxVersion: int16('0+') }, '0+'),
    throttleTimeMs: int32('1+', { ignorable: true }),
    supportedFeatures: structs({ name: string('3+'), minVersion: int16('3+'), maxVersion: int16('3+') }, '3+', {
      tag: 0,
      ignorable: true,
    }),
    finalizedFeaturesEpoch: int64('3+', { default: -1n, tag: 1, ignorable: true }),
    finalizedFeatures: structs(
      { name: string('3+'), maxVersionLevel: int16('3+'), minVersionLevel: int16('3+') },
      '3+',
      { tag: 2, ignorable: true },
    ),
    zkMigrationReady: bool('3+', { default: false, tag: 3, ignorable: true }),
  },
});
