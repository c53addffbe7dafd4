/** A document must have a version, and a graph has none. */
export const placeholderVersion = '1.0.0';

/** Where a Kafka of one's own usually listens; which cluster it is in truth stands outside of a project. */
export const placeholderServers = {
  local: { host: 'localhost:9092', protocol: 'kafka', description: 'A Kafka on this machine; put your own here.' },
};
