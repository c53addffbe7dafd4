import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis, type KafkaApi } from '../../wire/index.ts';
import { implementApi } from './api.ts';

/** A client's own name and version (KIP-511), as Kafka accepts them. */
const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;
const firstVersionWithSoftware = 3;

/**
 * Of Kafka's features those that clients act upon: group.version 1 is KIP-848, the new protocol of groups; transaction.version 2 is
 * KIP-890, an epoch each transaction.
 */
const features = [
  { name: 'group.version', level: 1 },
  { name: 'transaction.version', level: 2 },
];

/**
 * Which APIs this broker implements, each at which versions, and which features its cluster has finalized (KIP-584). Versions
 * 0 to 5.
 * Source: KIP-511 (client software), KIP-1242 (the broker that the client means).
 */
export function apiVersionsOf(implemented: readonly KafkaApi[]) {
  const apiKeys = implemented
    .map(({ key, shown }) => ({ apiKey: key, minVersion: shown.min, maxVersion: shown.max }))
    .sort((left, right) => left.apiKey - right.apiKey);
  return implementApi({
    kafka: kafkaApis.apiVersions,
    answer({ clientSoftwareName, clientSoftwareVersion, clusterId, nodeId }, { broker, apiVersion, peer }) {
      const isWellNamed =
        apiVersion < firstVersionWithSoftware ||
        (softwareName.test(clientSoftwareName) && softwareName.test(clientSoftwareVersion));
      const isMeant =
        (clusterId === null || clusterId === broker.cluster.clusterId) && (nodeId === -1 || nodeId === broker.nodeId);
      if (!isWellNamed || !isMeant) {
        return { throttleTimeMs: 0, errorCode: kafkaErrorCode('INVALID_REQUEST'), apiKeys: [] };
      }
      peer.session.login?.noteVersionsAsked();
      return {
        throttleTimeMs: 0,
        errorCode: 0,
        apiKeys,
        supportedFeatures: features.map(({ name, level }) => ({ name, minVersion: 0, maxVersion: level })),
        finalizedFeaturesEpoch: 1n,
        finalizedFeatures: features.map(({ name, level }) => ({
          name,
          maxVersionLevel: level,
          minVersionLevel: level,
        })),
      };
    },
  });
}
