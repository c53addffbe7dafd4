import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { clusterOperations, operationsNotAsked } from './authorized-operations.ts';

const brokerEndpoint = 1;
const controllerEndpoint = 2;

/** Who the cluster and its brokers are. Versions 0 to 2. Source: KIP-700, KIP-919 (endpoint types), KIP-1073 (fenced brokers). */
export const describeCluster = implementApi({
  kafka: kafkaApis.describeCluster,
  answer(request, { broker, access }) {
    const { cluster } = broker;
    if (request.endpointType !== brokerEndpoint) {
      const isController = request.endpointType === controllerEndpoint;
      return {
        throttleTimeMs: 0,
        errorCode: kafkaErrorCode(isController ? 'MISMATCHED_ENDPOINT_TYPE' : 'UNSUPPORTED_ENDPOINT_TYPE'),
        errorMessage: isController
          ? 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER'
          : `Unsupported endpoint type ${request.endpointType}`,
        endpointType: brokerEndpoint,
        clusterId: '',
        controllerId: -1,
        brokers: [],
        clusterAuthorizedOperations: operationsNotAsked,
      };
    }
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      errorMessage: null,
      endpointType: brokerEndpoint,
      clusterId: cluster.clusterId,
      controllerId: cluster.controllerId,
      brokers: (request.includeFencedBrokers ? cluster.members : cluster.brokers).map(({ nodeId, host, port }) => ({
        brokerId: nodeId,
        host,
        port,
        rack: null,
        isFenced: !cluster.isUp(nodeId),
      })),
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
        ? clusterOperations(access)
        : operationsNotAsked,
    };
  },
});
