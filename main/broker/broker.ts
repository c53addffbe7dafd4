import type { Clock } from '../../shared/lib/index.ts';
import type { BrokerContext, BrokerSettings } from './apis/api.ts';
import { assembleBroker } from './assemble-broker.ts';
import { createDispatcher } from './apis/dispatch.ts';
import { memoryState, openDataFolder } from './data-folder.ts';
import type { BrokerOptions, RunningBroker } from './options.ts';
import { sessionOpener } from './security/sessions.ts';
import { Listener } from './server/listener.ts';

const systemClock: Clock = {
  nowMs: () => Date.now(),
  schedule: (delayMs, run) => {
    const timeout = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timeout) };
  },
};

/**
 * Starts a broker in this process and resolves once it answers.
 * @throws Fault with a `BrokerFaultCode`
 */
export async function startBroker(options: BrokerOptions = {}): Promise<RunningBroker> {
  return (await startBrokerWithContext(options)).running;
}

/** As `startBroker`, with what its APIs use: for an owner in the same process that asks without a client. */
export async function startBrokerWithContext(
  options: BrokerOptions,
): Promise<{ running: RunningBroker; context: BrokerContext }> {
  const host = options.host ?? '127.0.0.1';
  const nodeId = options.nodeId ?? 1;
  const log = options.onLog ?? (() => undefined);
  const warn = (message: string) => log({ level: 'warning', message });
  const { dataDirectory } = options;
  const state =
    dataDirectory === undefined
      ? memoryState()
      : await openDataFolder(dataDirectory, nodeId, (file, bytes) =>
          warn(`${file} ended in ${bytes} bytes that were not whole; they were cut`),
        );
  const security = options.security ?? {};
  const settings: BrokerSettings = {
    autoCreateTopics: options.autoCreateTopics ?? true,
    defaultPartitions: options.defaultPartitions ?? 1,
    initialRebalanceDelayMs: options.initialRebalanceDelayMs ?? 100,
    dataDirectory,
  };
  const broker = assembleBroker({ nodeId, state, settings, security, clock: systemClock, warn });
  const dispatch = createDispatcher({
    broker,
    onFault: (message, cause) => log({ level: 'error', message: `${message}: ${describeCause(cause)}` }),
  });
  const close = async () => {
    broker.groups.close();
    broker.transactions.close();
    broker.logs.close();
    await state.close();
  };
  let listener: Listener;
  try {
    listener = await Listener.open({
      host,
      port: options.port ?? 0,
      answer: dispatch,
      tls: security.tls,
      openSession: sessionOpener(security, broker.cluster.scramCredentials, systemClock),
      onRefused: (peer, reason) => warn(`the connection of ${peer} was closed: ${reason}`),
    });
  } catch (fault) {
    await close();
    throw fault;
  }
  broker.cluster.register({ nodeId, host, port: listener.port });
  let closing: Promise<void> | undefined;
  const running: RunningBroker = {
    bootstrap: `${host}:${listener.port}`,
    port: listener.port,
    close: () => (closing ??= listener.close().then(close)),
  };
  return { running, context: broker };
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
