/** Names of the headers that Topicraft writes and reads. Other ones of a dead letter stand in handler-host/dead-letter.ts. */
export const eventIdHeader = 'topicraft-id';
/** The cause's id and the emitting node's, so that a record tells what caused it even where its hops were lost. */
export const causeHeader = 'topicraft-cause';
/** W3C Trace Context. */
export const traceparentHeader = 'traceparent';
export const replyToHeader = 'reply-to';
export const correlationIdHeader = 'correlation-id';
/** Of a dead letter: the record that it stands for, by its place on the cluster, and the node that gave it up, by its id. */
export const deadLetterHeaders = {
  topic: 'topicraft-original-topic',
  partition: 'topicraft-original-partition',
  offset: 'topicraft-original-offset',
  node: 'topicraft-consumer-id',
} as const;
