/** Longest topic name: with a partition's number behind it, it must be a file's name. */
export const maxTopicNameLength = 249;

const legalTopicName = /^[a-zA-Z0-9._-]+$/;

/**
 * Why Kafka refuses a topic's name, or undefined where it takes it.
 * Source: org.apache.kafka.common.internals.Topic's rules, as Kafka's documentation states them.
 */
export function topicNameError(name: string): string | undefined {
  if (name === '') return 'The name is empty.';
  if (name === '.' || name === '..') return `The name is "${name}", which means a folder.`;
  if (name.length > maxTopicNameLength) {
    return `The name has ${name.length} characters, at most ${maxTopicNameLength} are allowed.`;
  }
  if (!legalTopicName.test(name)) {
    return `"${name}" has a character other than letters, digits, ".", "_" and "-".`;
  }
  return undefined;
}

/** What two names that collide have in common: metrics can't tell "." from "_", so Kafka refuses `a_b` beside `a.b`. */
export function topicCollisionKey(name: string): string {
  return name.replaceAll('.', '_');
}

/** The one of `others` that a topic of this name would collide with, itself left out. */
export function topicNameCollision(name: string, others: Iterable<string>): string | undefined {
  const key = topicCollisionKey(name);
  for (const other of others) if (other !== name && topicCollisionKey(other) === key) return other;
  return undefined;
}
