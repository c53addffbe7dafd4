import { RPCHandler } from '@orpc/server/message-port';
import type { ParentPort } from 'electron';
import { createEngine, createMemorySecretStore, type Engine } from '../../engine/index.ts';
import { useUnpackedEsbuild } from '../command-line/unpacked-esbuild.ts';
import type { EngineSettings, MessageFromEngine, MessageToEngine } from '../engine/messages.ts';
import { RemoteProcessHost } from './remote-process-host.ts';
import { RemoteSecretStore } from './remote-secret-store.ts';

interface Running {
  readonly engine: Engine;
  readonly handler: RPCHandler<object>;
}

/**
 * Entry of the engine's utility process. A fault that nobody expected ends it, with its words on standard error: main tells the
 * windows, and starts another when the person wants it.
 */
function serve(parent: ParentPort): void {
  const post = (message: MessageFromEngine): void => parent.postMessage(message);
  const processHost = new RemoteProcessHost(post);
  const secrets = new RemoteSecretStore(post);
  let running: Running | undefined;

  const start = ({ keepsSecrets, ...settings }: EngineSettings): Running => {
    const secretStore = keepsSecrets ? secrets : createMemorySecretStore();
    const engine = createEngine({ processHost, secretStore, ...settings });
    return { engine, handler: new RPCHandler(engine.router) };
  };
  const stop = async (): Promise<void> => {
    await running?.engine.close();
    process.exit();
  };

  parent.on('message', ({ data, ports: [port] }) => {
    const message = data as MessageToEngine;
    switch (message.type) {
      case 'start':
        running = start(message.settings);
        return;
      case 'page':
        if (!port || !running) return;
        running.handler.upgrade(port, { context: {} });
        port.start();
        return;
      case 'process-started':
        if (port) processHost.started(message.id, port);
        return;
      case 'process-running':
        processHost.running(message.id, message.pid);
        return;
      case 'process-ended':
        processHost.ended(message.id, message.exit);
        return;
      case 'secret':
        secrets.answered(message.id, message.text, message.problem);
        return;
      case 'stop':
        void stop();
    }
  });
}

useUnpackedEsbuild(new URL('../../', import.meta.url));
serve(process.parentPort);
