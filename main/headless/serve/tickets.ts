import { randomBytes } from 'node:crypto';

/** Addresses that lead to the page with its token, once each. */
export interface Tickets {
  /** Path of a new one. */
  issue(): string;
  /** Where it leads, the first time that it is asked for. */
  redeem(path: string): string | undefined;
}

/**
 * The address that a browser is started with can be read by every user of the machine, in the list of processes. So it
 * is a ticket in place of the token: whoever comes second finds nothing.
 */
export function createTickets(landing: string): Tickets {
  const open = new Set<string>();
  return {
    issue: () => {
      const path = `/open/${randomBytes(16).toString('base64url')}`;
      open.add(path);
      return path;
    },
    redeem: (path) => (open.delete(path) ? landing : undefined),
  };
}
