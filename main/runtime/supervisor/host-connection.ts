import { Fault, type ProcessExit, type ProcessHost, type ProcessLink } from '../../../shared/lib/index.ts';
import {
  type GroupPlace,
  type HostSettings,
  type MessageFromHost,
  messageFromHostSchema,
  type MessageToHost,
} from '../protocol/engine-host.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import { scrubbedEnvironment } from './scrubbed-environment.ts';

export type HostAnswer = Extract<MessageFromHost, { type: 'answer' }>;
type Told = Exclude<MessageFromHost, { type: 'ready' | 'answer' }>;
/** What a host is asked; the request id is the connection's to give. */
export type HostRequest = WithoutRequestId<Extract<MessageToHost, { requestId: number }>>;
type WithoutRequestId<Message> = Message extends unknown ? Omit<Message, 'requestId'> : never;

/** One process of a handler host, from its start to its exit. Owns the process. */
export class HostConnection {
  /** Resolves when the host has connected to the cluster; never where it ends before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<ProcessExit>;
  private readonly link: ProcessLink;
  private readonly waiting = new Map<
    number,
    { resolve: (answer: HostAnswer) => void; reject: (error: Error) => void }
  >();
  private nextRequestId = 0;
  private gone = false;
  private markReady: () => void = () => undefined;

  constructor(
    processHost: ProcessHost,
    settings: HostSettings,
    topics: readonly PlannedTopic[],
    departed: readonly GroupPlace[],
    tell: (message: Told) => void,
  ) {
    this.link = processHost.start({
      kind: 'handler-host',
      workingDirectory: settings.projectFolder,
      environment: scrubbedEnvironment(process.env),
    });
    this.ready = new Promise((resolve) => {
      this.markReady = resolve;
    });
    this.exited = new Promise((resolve) => {
      this.link.onExit((exit) => {
        this.gone = true;
        for (const { reject } of this.waiting.values()) reject(new Fault('host-lost', 'The handler host died.'));
        this.waiting.clear();
        resolve(exit);
      });
    });
    this.link.onMessage((message) => this.receive(message, tell));
    this.post({ type: 'start', settings, topics: [...topics], departed: [...departed] });
  }

  get pid(): number | undefined {
    return this.link.pid;
  }

  /** Rejects with a Fault: `host-lost` where the host dies before it answers, otherwise what the host says. */
  async ask(request: HostRequest): Promise<HostAnswer> {
    if (this.gone) throw new Fault('host-lost', 'The handler host has died.');
    const requestId = this.nextRequestId;
    this.nextRequestId += 1;
    const answer = await new Promise<HostAnswer>((resolve, reject) => {
      this.waiting.set(requestId, { resolve, reject });
      this.post({ ...request, requestId });
    });
    if (answer.failure) throw new Fault(answer.failure.code, answer.failure.message);
    return answer;
  }

  switchTracing(isOn: boolean): void {
    this.post({ type: 'tracing', isOn });
  }

  /** A batch of hops is dealt with. */
  hopsTaken(): void {
    this.post({ type: 'hops-taken' });
  }

  topicsChanged(topics: readonly PlannedTopic[]): void {
    this.post({ type: 'topics', topics: [...topics] });
  }

  kill(): void {
    this.link.kill();
  }

  private post(message: MessageToHost): void {
    if (!this.gone) this.link.post(message);
  }

  /** A host that speaks otherwise than agreed can't be trusted with events: it ends, and another starts. */
  private receive(received: unknown, tell: (message: Told) => void): void {
    const parsed = messageFromHostSchema.safeParse(received);
    if (!parsed.success) {
      this.kill();
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.markReady();
        return;
      case 'answer':
        this.waiting.get(message.requestId)?.resolve(message);
        this.waiting.delete(message.requestId);
        return;
      default:
        tell(message);
    }
  }
}
