import { type Clock, Fault } from '../../shared/lib/index.ts';
import type { BrokerContext, BrokerSettings } from './apis/api.ts';
import type { Cluster } from './cluster/cluster.ts';
import { noLeader } from './cluster/partition.ts';
import { assembleBrokers } from './assemble-broker.ts';
import { brokerFault } from './broker-fault.ts';
import { BrokerNode } from './broker-node.ts';
import { createDispatcher } from './apis/dispatch.ts';
import { memoryState, openDataFolder } from './data-folder.ts';
import { endForgottenTransactions } from './end-forgotten.ts';
import { Flusher } from './log/flusher.ts';
import type { BrokerLogEntry, BrokerOptions, BrokerRecovery, RunningBroker } from './options.ts';
import { recoverLogs } from './recover-logs.ts';
import { sessionOpener } from './security/sessions.ts';
import { answerDurably } from './server/durable-answers.ts';
import { Outage } from './server/outage.ts';

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
  const firstId = options.nodeId ?? 1;
  const nodeIds = Array.from({ length: options.brokers ?? 1 }, (_, index) => firstId + index);
  const log = options.onLog ?? (() => undefined);
  const warn = (message: string) => log({ level: 'warning', message });
  const { dataDirectory, port = 0 } = options;
  if (port + nodeIds.length - 1 > 65_535) {
    throw brokerFault('cannot-listen', `there are no ${nodeIds.length} ports from ${port} on`);
  }
  const flusher = new Flusher({
    policy: options.fsync ?? 'interval',
    clock: systemClock,
    onFailure: (message) => log({ level: 'error', message }),
  });
  const state =
    dataDirectory === undefined
      ? memoryState()
      : await openDataFolder(dataDirectory, nodeIds, {
          flusher,
          onCut: (file, bytes) => warn(`${file} ended in ${bytes} bytes that were not whole; they were cut`),
        });
  const security = options.security ?? {};
  const settings: BrokerSettings = {
    autoCreateTopics: options.autoCreateTopics ?? true,
    defaultPartitions: options.defaultPartitions ?? 1,
    defaultReplicationFactor: options.defaultReplicationFactor ?? 1,
    initialRebalanceDelayMs: options.initialRebalanceDelayMs ?? 100,
    dataDirectory,
  };
  const brokers = assembleBrokers({ nodeIds, state, settings, security, clock: systemClock, warn, flusher });
  const [first] = brokers;
  if (!first) throw brokerFault('storage-failed', 'there is no cluster without a broker');
  const { cluster, groups, transactions, logs, faults } = first;
  let isWhole = !state.isAfterCrash;
  const nodes: BrokerNode[] = [];
  let outage: Outage | undefined;
  const close = async () => {
    faults.close();
    outage?.close();
    await Promise.all(nodes.map((node) => node.close()));
    groups.close();
    transactions.close();
    logs.close();
    await flusher.close();
    await state.close(isWhole);
  };
  let recovery: BrokerRecovery | undefined;
  // A client that connects while others of the brokers aren't there yet is answered once they are.
  let begin: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let hasBegun = false;
  try {
    transactions.recover();
    if (state.isAfterCrash) recovery = recoverAfterCrash(first, log);
    // What could not be ended now the next start tries again.
    isWhole = recovery?.endedTransactions !== 'failed';
    for (const [index, context] of brokers.entries()) {
      const dispatch = createDispatcher({
        broker: context,
        onFault: (message, cause) => log({ level: 'error', message: `${message}: ${describeCause(cause)}` }),
      });
      const answer = answerDurably(dispatch, flusher);
      const node = await BrokerNode.open(context, {
        host,
        port: port === 0 ? 0 : port + index,
        answer: (frame, peer) => (hasBegun ? answer(frame, peer) : begun.then(() => answer(frame, peer))),
        tls: security.tls,
        clock: systemClock,
        maxIdleMs: options.connectionsMaxIdleMs ?? 600_000,
        isRefused: () => faults.refusesConnection(context.nodeId),
        openSession: sessionOpener(security, cluster.scramCredentials, systemClock),
        onRefused: (peer, reason) => warn(`the connection of ${peer} was closed: ${reason}`),
      });
      nodes.push(node);
    }
  } catch (error) {
    await close();
    throw error instanceof Fault ? error : brokerFault('storage-failed', 'the data can’t be read', error);
  }
  cluster.register(...nodes.map(({ endpoint }) => endpoint));
  warnOfLeaderless(cluster, warn);
  outage = new Outage(nodes, systemClock, log);
  faults.attach(outage);
  if (options.faults) faults.set(options.faults);
  hasBegun = true;
  begin?.();
  let closing: Promise<void> | undefined;
  const running: RunningBroker = {
    bootstrap: nodes.map(({ port }) => `${host}:${port}`).join(','),
    port: nodes[0]?.port ?? 0,
    nodes,
    recovery,
    faults,
    close: () => (closing ??= close()),
  };
  return { running, context: first };
}

/** Data of a cluster that had more brokers may have partitions that none of those is left to lead. */
function warnOfLeaderless(cluster: Cluster, warn: (message: string) => void): void {
  const leaderless = cluster.topics
    .flatMap(({ partitions }) => partitions)
    .filter(({ leaderId }) => leaderId === noLeader);
  if (leaderless.length === 0) return;
  const missing = new Set(leaderless.flatMap(({ replicaIds }) => replicaIds));
  const names = [...missing].sort((left, right) => left - right).join(', ');
  warn(`${leaderless.length} partitions have no leader: their replicas belong to brokers that do not run (${names})`);
}

function recoverAfterCrash(broker: BrokerContext, log: (entry: BrokerLogEntry) => void): BrokerRecovery {
  const startMs = performance.now();
  const logs = recoverLogs(broker);
  const endedTransactions = endWhatIsForgotten(broker, log);
  const recovery = { ...logs, endedTransactions, durationMs: Math.round(performance.now() - startMs) };
  const { partitions, readBytes, cutBytes, durationMs } = recovery;
  const ended =
    endedTransactions === 0 || endedTransactions === 'failed'
      ? ''
      : `, ${endedTransactions} transactions were ended that nobody would have ended`;
  const cut = cutBytes === 0 ? 'nothing was cut' : `${cutBytes} bytes were cut`;
  log({
    level: cutBytes === 0 ? 'info' : 'warning',
    message: `the last broker of this data did not end in good order: ${partitions} partitions were opened in ${durationMs} ms, ${readBytes} bytes were read from their recovery points on, ${cut}${ended}`,
  });
  return recovery;
}

/** A full disk keeps no broker from starting: readers of committed records wait on, and all else goes on. */
function endWhatIsForgotten(broker: BrokerContext, log: (entry: BrokerLogEntry) => void): number | 'failed' {
  try {
    return endForgottenTransactions(broker, (message) => log({ level: 'warning', message }));
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'storage-failed') throw error;
    log({ level: 'error', message: `transactions that nobody ends could not be ended: ${error.message}` });
    return 'failed';
  }
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
