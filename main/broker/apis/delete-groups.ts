import { kafkaErrorCode } from '../../../shared/kafka/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { implementApi } from './api.ts';
import { groupRefusal } from './coordinated.ts';

/** Forgets groups that nobody is in, with their offsets. Versions 0 to 3. Source: KIP-229. */
export const deleteGroups = implementApi({
  kafka: kafkaApis.deleteGroups,
  answer({ groupsNames }, context) {
    const results = groupsNames.map((groupId) => ({
      groupId,
      errorCode: kafkaErrorCode(
        groupRefusal(context, 'delete', groupId) ?? context.broker.groups.deleteGroup(groupId) ?? 'NONE',
      ),
    }));
    return { throttleTimeMs: 0, results };
  },
});
