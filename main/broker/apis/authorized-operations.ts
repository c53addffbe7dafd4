/**
 * Which operations a client may do, as bits by Kafka's AclOperation codes. This broker has no authorizer: everybody may do
 * everything that the kind of resource knows. Source: KIP-430.
 */
export const allTopicOperations = bits(3, 4, 5, 6, 7, 8, 10, 11);
export const allGroupOperations = bits(3, 6, 8, 10, 11);
export const allClusterOperations = bits(5, 7, 8, 9, 10, 11, 12);
/** The client didn't ask. */
export const operationsNotAsked = -2147483648;

function bits(...codes: number[]): number {
  return codes.reduce((sum, code) => sum | (1 << code), 0);
}
