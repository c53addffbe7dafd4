import { writeSync } from 'node:fs';
import { connectParent, type ParentLink } from '../../../shared/lib/index.ts';
import { type MessageFromHost, messageToHostSchema } from '../protocol/engine-host.ts';
import { systemClock } from '../system-clock.ts';
import { HandlerHost } from './handler-host.ts';
import { guardMemory } from './memory-guard.ts';

/**
 * Entry of a handler host's process; see ../README.md. The supervisor alone starts it. A fault that nobody expected ends the
 * process, with its words on standard error: the supervisor tells and starts another.
 */
function serve(parent: ParentLink): void {
  const post = (message: MessageFromHost): void => parent.post(message);
  let host: HandlerHost | undefined;

  parent.onDisconnect(() => process.exit(0));
  parent.onMessage((received) => {
    const message = messageToHostSchema.parse(received);
    switch (message.type) {
      case 'start':
        guardMemory(message.settings.hostMemoryMb);
        host = new HandlerHost(message.settings, message.topics, systemClock, post);
        void host.start(message.departed).then(() => post({ type: 'ready' }), fail);
        return;
      case 'topics':
        host?.topicsChanged(message.topics);
        return;
      default:
        void host?.answer(message);
    }
  });
}

function fail(error: unknown): void {
  writeSync(2, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

const parent = connectParent();
if (parent) serve(parent);
