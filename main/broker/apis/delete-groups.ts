import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';

/** Forgets groups that nobody is in, with their offsets. Versions 0 to 3. Source: KIP-229. */
export const deleteGroups = implementApi({
  kafka: kafkaApis.deleteGroups,
  answer({ groupsNames }, { broker, access }) {
    const results = groupsNames.map((groupId) => ({
      groupId,
      errorCode: kafkaErrorCode(
        access.may('delete', 'group', groupId)
          ? (broker.groups.deleteGroup(groupId) ?? 'NONE')
          : 'GROUP_AUTHORIZATION_FAILED',
      ),
    }));
    return { throttleTimeMs: 0, results };
  },
});
