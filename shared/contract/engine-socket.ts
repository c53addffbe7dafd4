/**
 * How a page in a browser reaches the engine of `topicraft serve`: a WebSocket on the address that the page came from.
 * The token of the launch stands in the page's address behind the `#`, where it is sent to nobody; the page takes it out
 * of the address bar, keeps it in sessionStorage for a reload, and gives it as a subprotocol, which no log shows:
 * `new WebSocket(url, engineSocket.protocols(token))`.
 */
export const engineSocket = {
  path: '/engine',
  /** The subprotocol that the server agrees to. */
  protocol: 'topicraft',
  /** In front of the token, as a subprotocol beside the one above. */
  tokenProtocolPrefix: 'topicraft.token.',
  /** Name of the token in the address: `#token=…`. */
  tokenParameter: 'token',
  protocols: (token: string): string[] => [engineSocket.protocol, `${engineSocket.tokenProtocolPrefix}${token}`],
  /** Why the server closed the socket. */
  closeCodes: {
    /** The engine ends in good order. */
    goingAway: 1001,
    /** A message was larger than `maxMessageBytes`. */
    messageTooLarge: 1009,
    /** The token is another launch's, or missing: connecting again is of no use. */
    wrongToken: 4401,
  },
  /** Of one message from the page. */
  maxMessageBytes: 64 * 1024 * 1024,
};
