export type * from './types.ts';
export { ClientFault, type ClientFaultCode } from './client-fault.ts';
export { createGroupMember } from './group-member.ts';
export { type GroupPlace, leaveGroups } from './leave-groups.ts';
export { createEventProducer } from './event-producer.ts';
export { createTransactionalProducer } from './transactional-producer.ts';
export { createAdmin } from './admin.ts';
export {
  readClientProperties,
  type ClientPropertiesCode,
  type ClientPropertiesOptions,
  type ClientPropertiesOutcome,
} from './client-properties.ts';
