/** Names of the headers that Topicraft writes and reads. Those of a dead letter stand in handler-host/dead-letter.ts. */
export const eventIdHeader = 'topicraft-id';
/** W3C Trace Context. */
export const traceparentHeader = 'traceparent';
export const replyToHeader = 'reply-to';
export const correlationIdHeader = 'correlation-id';
