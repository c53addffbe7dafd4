export {
  connectionSchema,
  saslSchema,
  tlsSchema,
  type ConnectionSettings,
  type SaslSettings,
  type TlsSettings,
} from './connection.ts';
export { kafkaErrorCode, kafkaErrorName, kafkaErrorNames, kafkaErrors, type KafkaErrorName } from './errors.ts';
export { maxTopicNameLength, topicCollisionKey, topicNameCollision, topicNameError } from './topic-name.ts';
