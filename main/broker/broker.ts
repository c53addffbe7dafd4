import { type Clock, Fault } from '../../shared/lib/index.ts';
import type { BrokerContext, BrokerSettings } from './apis/api.ts';
import { assembleBroker } from './assemble-broker.ts';
import { brokerFault } from './broker-fault.ts';
import { createDispatcher } from './apis/dispatch.ts';
import { memoryState, openDataFolder } from './data-folder.ts';
import { Flusher } from './log/flusher.ts';
import type { BrokerLogEntry, BrokerOptions, BrokerRecovery, RunningBroker } from './options.ts';
import { recoverLogs } from './recover-logs.ts';
import { sessionOpener } from './security/sessions.ts';
import { answerDurably } from './server/durable-answers.ts';
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
  const flusher = new Flusher({
    policy: options.fsync ?? 'interval',
    clock: systemClock,
    onFailure: (message) => log({ level: 'error', message }),
  });
  const state =
    dataDirectory === undefined
      ? memoryState()
      : await openDataFolder(dataDirectory, nodeId, {
          flusher,
          onCut: (file, bytes) => warn(`${file} ended in ${bytes} bytes that were not whole; they were cut`),
        });
  const security = options.security ?? {};
  const settings: BrokerSettings = {
    autoCreateTopics: options.autoCreateTopics ?? true,
    defaultPartitions: options.defaultPartitions ?? 1,
    initialRebalanceDelayMs: options.initialRebalanceDelayMs ?? 100,
    dataDirectory,
  };
  const broker = assembleBroker({ nodeId, state, settings, security, clock: systemClock, warn, flusher });
  const dispatch = createDispatcher({
    broker,
    onFault: (message, cause) => log({ level: 'error', message: `${message}: ${describeCause(cause)}` }),
  });
  let isWhole = !state.isAfterCrash;
  const close = async () => {
    broker.groups.close();
    broker.transactions.close();
    broker.logs.close();
    broker.fetchSessions.close();
    await flusher.close();
    await state.close(isWhole);
  };
  let listener: Listener;
  let recovery: BrokerRecovery | undefined;
  try {
    broker.transactions.recover();
    if (state.isAfterCrash) recovery = recoverAfterCrash(broker, log);
    isWhole = true;
    listener = await Listener.open({
      host,
      port: options.port ?? 0,
      answer: answerDurably(dispatch, flusher),
      tls: security.tls,
      openSession: sessionOpener(security, broker.cluster.scramCredentials, systemClock),
      onRefused: (peer, reason) => warn(`the connection of ${peer} was closed: ${reason}`),
    });
  } catch (error) {
    await close();
    throw error instanceof Fault ? error : brokerFault('storage-failed', 'the data can’t be read', error);
  }
  broker.cluster.register({ nodeId, host, port: listener.port });
  let closing: Promise<void> | undefined;
  const running: RunningBroker = {
    bootstrap: `${host}:${listener.port}`,
    port: listener.port,
    recovery,
    close: () => (closing ??= listener.close().then(close)),
  };
  return { running, context: broker };
}

function recoverAfterCrash(broker: BrokerContext, log: (entry: BrokerLogEntry) => void): BrokerRecovery {
  const startMs = performance.now();
  const recovery = { ...recoverLogs(broker), durationMs: Math.round(performance.now() - startMs) };
  const { partitions, readBytes, cutBytes, durationMs } = recovery;
  const cut = cutBytes === 0 ? 'nothing was cut' : `${cutBytes} bytes were cut`;
  log({
    level: cutBytes === 0 ? 'info' : 'warning',
    message: `the last broker of this data did not end in good order: ${partitions} partitions were opened in ${durationMs} ms, ${readBytes} bytes were read from their recovery points on, ${cut}`,
  });
  return recovery;
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
