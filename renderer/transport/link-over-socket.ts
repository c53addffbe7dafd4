import { RPCLink } from '@orpc/client/websocket';

/** As much of a WebSocket as oRPC's link needs. */
type LinkSocket = Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'>;

const connecting = 0;
const open = 1;
const closed = 3;

/**
 * oRPC's link over a socket that may be lost at any time. What waits for an answer then is rejected at the socket's `close`, and
 * what is asked later at once.
 *
 * A connection ends a while before `close` says so. A view that is taken down in between takes its streams back, which the
 * link itself would refuse by throwing in a listener of its own, where nobody can catch it. So the socket counts as open
 * until its end is told, and what is sent in between goes nowhere. Whoever listens to `close` too does so after this.
 */
export function linkOverSocket(socket: LinkSocket): RPCLink<object> {
  let ended = false;
  // Before the link's own listener: what it rejects may ask again at once.
  socket.addEventListener('close', () => (ended = true));
  return new RPCLink({
    websocket: {
      addEventListener: socket.addEventListener.bind(socket),
      removeEventListener: socket.removeEventListener.bind(socket),
      send: (message) => {
        // A browser would tell its console of what is sent to a closed socket.
        if (socket.readyState === open) socket.send(message);
      },
      get readyState() {
        if (ended) return closed;
        return socket.readyState === connecting ? connecting : open;
      },
    },
  });
}
