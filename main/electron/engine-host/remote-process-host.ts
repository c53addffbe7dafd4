import type { MessagePortMain } from 'electron';
import type { ProcessExit, ProcessHost, ProcessLink, ProcessStart } from '../../../shared/lib/index.ts';
import type { MessageFromEngine } from '../engine/messages.ts';

/** What a process said last may come after the news of its end, which takes another way; but not for ever. */
const lastWordsMs = 500;

/** Only Electron's main process can start a utility process: the engine asks it, and gets a port to each. */
export class RemoteProcessHost implements ProcessHost {
  private readonly post: (message: MessageFromEngine) => void;
  private readonly links = new Map<number, RemoteProcess>();
  private nextId = 1;

  constructor(post: (message: MessageFromEngine) => void) {
    this.post = post;
  }

  start(options: ProcessStart): ProcessLink {
    const id = this.nextId;
    this.nextId += 1;
    const link = new RemoteProcess(() => this.post({ type: 'kill-process', id }));
    this.links.set(id, link);
    link.onExit(() => this.links.delete(id));
    this.post({ type: 'start-process', id, start: options });
    return link;
  }

  started(id: number, port: MessagePortMain): void {
    this.links.get(id)?.connect(port);
  }

  running(id: number, pid: number): void {
    this.links.get(id)?.setPid(pid);
  }

  ended(id: number, exit: ProcessExit): void {
    this.links.get(id)?.end(exit);
  }
}

class RemoteProcess implements ProcessLink {
  readonly kill: () => void;
  private number: number | undefined;
  private port: MessagePortMain | undefined;
  private readonly waiting: unknown[] = [];
  private readonly receivers: ((message: unknown) => void)[] = [];
  private readonly exited: Promise<ProcessExit>;
  private resolveExit: (exit: ProcessExit) => void = () => undefined;
  private isClosed = false;
  private exit: ProcessExit | undefined;

  constructor(kill: () => void) {
    this.kill = kill;
    this.exited = new Promise((resolve) => (this.resolveExit = resolve));
  }

  get pid(): number | undefined {
    return this.number;
  }

  setPid(pid: number): void {
    this.number = pid;
  }

  post(message: unknown): void {
    if (this.port) this.port.postMessage(message);
    else this.waiting.push(message);
  }

  onMessage(receive: (message: unknown) => void): void {
    this.receivers.push(receive);
  }

  onExit(receive: (exit: ProcessExit) => void): void {
    void this.exited.then(receive);
  }

  connect(port: MessagePortMain): void {
    this.port = port;
    for (const message of this.waiting.splice(0)) port.postMessage(message);
    port.on('message', ({ data }) => {
      for (const receive of this.receivers) receive(data);
    });
    port.on('close', () => {
      this.isClosed = true;
      if (this.exit) this.resolveExit(this.exit);
    });
    port.start();
  }

  end(exit: ProcessExit): void {
    this.exit = exit;
    if (this.isClosed || !this.port) this.resolveExit(exit);
    else setTimeout(() => this.resolveExit(exit), lastWordsMs).unref();
  }
}
