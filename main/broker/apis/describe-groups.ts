import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { type BrokerContext, implementApi } from './api.ts';
import { operationsNotAsked } from './authorized-operations.ts';
import { groupRefusal } from './coordinated.ts';

/** From this version on a group that isn't there is an error; before, it was a dead group (KIP-1043). */
const firstVersionWithNotFound = 6;

/** The state and the members of classic groups. Versions 0 to 6. Source: KIP-345, KIP-430, KIP-1043. */
export const describeGroups = implementApi({
  kafka: kafkaApis.describeGroups,
  answer({ groups, includeAuthorizedOperations }, context) {
    const { broker, apiVersion, access } = context;
    return {
      throttleTimeMs: 0,
      groups: groups.map((groupId) => {
        const nothing = {
          errorMessage: null,
          groupId,
          groupState: '',
          protocolType: '',
          protocolData: '',
          members: [],
          authorizedOperations: operationsNotAsked,
        };
        const refusal = groupRefusal(context, 'describe', groupId);
        if (refusal) return { ...nothing, errorCode: kafkaErrorCode(refusal) };
        const group = broker.groups.describe(groupId);
        if (!group) {
          const isError = apiVersion >= firstVersionWithNotFound;
          return {
            ...nothing,
            errorCode: kafkaErrorCode(isError ? 'GROUP_ID_NOT_FOUND' : 'NONE'),
            errorMessage: isError ? notFound(broker, groupId) : null,
            groupState: 'Dead',
          };
        }
        return {
          errorCode: 0,
          errorMessage: null,
          groupId,
          groupState: group.state,
          protocolType: group.protocolType,
          protocolData: group.protocolName,
          members: group.members.map(({ metadata, assignment, ...member }) => ({
            ...member,
            memberMetadata: metadata,
            memberAssignment: assignment,
          })),
          authorizedOperations: includeAuthorizedOperations ? access.operations('group', groupId) : operationsNotAsked,
        };
      }),
    };
  },
});

function notFound(broker: BrokerContext, groupId: string): string {
  const isConsumer = broker.groups.consumers.find(groupId) !== undefined;
  return isConsumer ? `Group ${groupId} is not a classic group.` : `Group ${groupId} not found.`;
}
