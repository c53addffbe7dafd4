/** Who a connection is, as Kafka names it: `User:alice`. */
export interface Principal {
  readonly type: string;
  readonly name: string;
}

/** Whoever has neither logged in nor shown a certificate. */
export const anonymous: Principal = { type: 'User', name: 'ANONYMOUS' };

export function userPrincipal(name: string): Principal {
  return { type: 'User', name };
}

export function principalText({ type, name }: Principal): string {
  return `${type}:${name}`;
}
