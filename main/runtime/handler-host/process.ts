import { writeSync } from 'node:fs';
import { z } from 'zod';
import { connectParent, type ParentLink } from '../../../shared/lib/index.ts';
import { type MessageFromHost, messageToHostSchema } from '../protocol/engine-host.ts';
import { type TriedMessage, tryMessageSchema } from '../protocol/trial.ts';
import { systemClock } from '../system-clock.ts';
import { HandlerHost } from './handler-host.ts';
import { guardMemory } from './memory-guard.ts';
import { tryHandlers } from './try-handlers.ts';

/** Resident memory of a process that tries a handler. */
const trialMemoryMb = 1024;

/**
 * Entry of a handler host's process; see ../README.md. The supervisor starts it, or a trial of a handler. A fault that nobody expected ends the
 * process, with its words on standard error: the supervisor tells and starts another.
 */
function serve(parent: ParentLink): void {
  const post = (message: MessageFromHost): void => parent.post(message);
  let host: HandlerHost | undefined;
  let isGuarded = false;

  parent.onDisconnect(() => process.exit(0));
  parent.onMessage((received) => {
    const message = z.union([messageToHostSchema, tryMessageSchema]).parse(received);
    switch (message.type) {
      case 'try':
        if (!isGuarded) guardMemory(trialMemoryMb);
        isGuarded = true;
        void tryHandlers(message, systemClock).then((outcomes) => {
          parent.post({ type: 'tried', outcomes } satisfies TriedMessage);
        }, fail);
        return;
      case 'start':
        guardMemory(message.settings.hostMemoryMb);
        host = new HandlerHost(message.settings, message.topics, systemClock, post);
        void host.start(message.departed).then(() => post({ type: 'ready' }), fail);
        return;
      case 'topics':
        host?.topicsChanged(message.topics);
        return;
      case 'tracing':
        host?.switchTracing(message.isOn);
        return;
      case 'hops-taken':
        host?.hopsTaken();
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
