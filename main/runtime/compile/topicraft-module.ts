/** The module `topicraft` as handlers import it; its types are those of shared/handler-api. */
export const topicraftModule = `
export const defineConsumer = (handle) => ({ kind: 'consumer', handle });
export const defineBatchConsumer = (handle) => ({ kind: 'batch-consumer', handle });
export const defineProducer = (handle) => ({ kind: 'producer', handle });
`;
