import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { coordinates } from './coordinated.ts';

/** The groups of this broker, all or those of some states and types. Versions 0 to 5. Source: KIP-518, KIP-848. */
export const listGroups = implementApi({
  kafka: kafkaApis.listGroups,
  answer({ statesFilter, typesFilter }, { broker, access }) {
    const mayDescribeAll = access.mayCluster('describe');
    const states = new Set(statesFilter.map((state) => state.toLowerCase()));
    const types = new Set(typesFilter.map((type) => type.toLowerCase()));
    const classic = broker.groups.list().map((group) => ({ ...group, groupType: 'classic' }));
    const consumers = broker.groups.consumers.list().map(({ groupId, state }) => ({
      groupId,
      state,
      protocolType: 'consumer',
      groupType: 'consumer',
    }));
    const groups = [...classic, ...consumers]
      .filter(({ groupId }) => coordinates(broker, groupId))
      .filter(({ groupId }) => mayDescribeAll || access.may('describe', 'group', groupId))
      .filter(({ state }) => states.size === 0 || states.has(state.toLowerCase()))
      .filter(({ groupType }) => types.size === 0 || types.has(groupType));
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      groups: groups.map(({ groupId, state, protocolType, groupType }) => ({
        groupId,
        protocolType,
        groupState: state,
        groupType,
      })),
    };
  },
});
