/** So many attempts a host may make: more than a hundred thousand a second for a day. */
const numbersPerHost = 2 ** 33;

/**
 * The number of an attempt in the store, from the number of its host in the store and the host's own number for it. Exact up to a
 * million hosts.
 */
export function storedAttempt(host: number, attempt: number): number {
  return host * numbersPerHost + attempt;
}

/** The number of its host in the store, and the host's own for it. */
export const hostOfAttempt = (attempt: number): number => Math.floor(attempt / numbersPerHost);
export const numberInHost = (attempt: number): number => attempt % numbersPerHost;

/** For what a host could not tell by itself, counted down from the end of its numbers. */
export function untoldAttempt(host: number, index: number): number {
  return (host + 1) * numbersPerHost - 1 - index;
}
