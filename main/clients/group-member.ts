import type { GroupMember, GroupMemberEvents, GroupMemberOptions } from './types.ts';

/** The member owns its connections and timers until `stop`. */
export function createGroupMember(_options: GroupMemberOptions, _events: GroupMemberEvents): GroupMember {
  throw new Error('The group member is not written yet.');
}
