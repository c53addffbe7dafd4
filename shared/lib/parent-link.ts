/** The way from a started process back to whoever started it; the other end of a `ProcessLink`. */
export interface ParentLink {
  post(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** Called once the parent is gone: the process then has no reason to live. */
  onDisconnect(receive: () => void): void;
}

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', receive: (event: { data: unknown }) => void): void;
}

interface ProcessLike {
  parentPort?: UtilityPort | null;
  send?: (message: unknown) => boolean;
  on(event: string, receive: (message: unknown) => void): void;
}

/**
 * The link of the process that this is called in: Electron's `process.parentPort` in a utility process, the IPC channel
 * of `child_process.fork` in Node, undefined where the process was started by hand.
 */
export function connectParent(): ParentLink | undefined {
  const current = (globalThis as { process?: ProcessLike }).process;
  if (current?.parentPort) {
    const port = current.parentPort;
    return {
      post: (message) => port.postMessage(message),
      onMessage: (receive) => port.on('message', (event) => receive(event.data)),
      // Electron ends its utility processes itself when the main process goes.
      onDisconnect: () => undefined,
    };
  }
  if (current?.send) {
    const send = current.send.bind(current);
    return {
      post: (message) => void send(message),
      onMessage: (receive) => current.on('message', receive),
      onDisconnect: (receive) => current.on('disconnect', () => receive()),
    };
  }
  return undefined;
}
