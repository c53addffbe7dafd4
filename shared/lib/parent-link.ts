/** The way from a started process back to whoever started it; the other end of a `ProcessLink`. */
export interface ParentLink {
  post(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** Called once the parent is gone: the process then has no reason to live. */
  onDisconnect(receive: () => void): void;
}

/** A port in an Electron utility process. What comes before it is started waits. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', receive: (event: { data: unknown; ports: UtilityPort[] }) => void): void;
  on(event: 'close', receive: () => void): void;
  start(): void;
}

interface ProcessLike {
  parentPort?: UtilityPort | null;
  send?: (message: unknown) => boolean;
  on(event: string, receive: (message: unknown) => void): void;
}

/**
 * The link of the process that this is called in, undefined where the process was started by hand. In Node it is the
 * IPC channel of `child_process.fork`. In an Electron utility process it is the port that Electron's main process hands
 * over with its first message: the other end is in the engine's process, so that main has no part in what is said.
 */
export function connectParent(): ParentLink | undefined {
  const current = (globalThis as { process?: ProcessLike }).process;
  if (current?.parentPort) return connectByPort(current.parentPort);
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

function connectByPort(mainPort: UtilityPort): ParentLink {
  const receivers: ((message: unknown) => void)[] = [];
  const disconnected: (() => void)[] = [];
  const waiting: unknown[] = [];
  let port: UtilityPort | undefined;
  mainPort.on('message', ({ ports: [handedOver] }) => {
    if (port || !handedOver) return;
    port = handedOver;
    for (const message of waiting.splice(0)) port.postMessage(message);
    port.on('message', ({ data }) => {
      for (const receive of receivers) receive(data);
    });
    port.on('close', () => {
      for (const receive of disconnected) receive();
    });
    port.start();
  });
  return {
    post: (message) => {
      if (port) port.postMessage(message);
      else waiting.push(message);
    },
    onMessage: (receive) => void receivers.push(receive),
    onDisconnect: (receive) => void disconnected.push(receive),
  };
}
