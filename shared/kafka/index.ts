export { kafkaErrorCode, kafkaErrorName, kafkaErrorNames, kafkaErrors, type KafkaErrorName } from './errors.ts';
export { maxTopicNameLength, topicCollisionKey, topicNameCollision, topicNameError } from './topic-name.ts';
