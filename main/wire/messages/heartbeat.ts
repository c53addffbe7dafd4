import { int16, int32, string } from '../declaration/field.ts';
import { defineMessage } from '../declaration/message.ts';

/** Heartbeat: API key 12. */
export const heartbeatRequest = defineMessage({
  name: 'HeartbeatRequest',
  versions: '0-4',
  flexible: '4+',
  fields: {
    groupId: string('0+'),
    generationId: int32('0+'),
    memberId: string('0+'),
    groupInstanceId: string('3+', { nullable: '3+', default: null }),
  },
});

export const heartbeatResponse = defineMessage({
  name: 'HeartbeatResponse',
  versions: '0-4',
  flexible: '4+',
  fields: { throttleTimeMs: int32('1+', { ignorable: true }), errorCode: int16('0+') },
});
