import type { ConnectionSettings } from '../../../shared/connection/index.ts';
import { kafkaErrorName } from '../../../shared/kafka/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { kafkaApis } from '../../wire/index.ts';
import { offeredMechanisms } from '../connecting/authenticate.ts';
import { addressText, type BrokerAddress, parseAddress } from '../connecting/broker-address.ts';
import type { BrokerConnection } from '../connecting/broker-connection.ts';
import { ClusterFault, isFarther } from '../connecting/cluster-fault.ts';
import { openBroker, openUnauthenticated } from '../connecting/open-broker.ts';
import { speaksTls } from '../connecting/open-socket.ts';
import { fetchPartitions, type FetchPlace } from '../reading/fetch-partitions.ts';
import { type ClusterMetadata, readMetadata } from '../reading/metadata.ts';

const stepTimeoutMs = 5000;
/** Brokers and topics that are tried; a few tell as much as all. */
const mostBrokers = 10;
const mostTopics = 50;
const leastOfFetch = { maxWaitMs: 0, maxBytes: 1, maxPartitionBytes: 1, isolation: 'read-uncommitted' } as const;

/** What a cluster showed of itself. */
export interface ProbedCluster {
  readonly clusterId: string | undefined;
  readonly brokers: number;
  /** Those that may be seen, without Kafka's own. */
  readonly topics: number;
}

interface Probe {
  readonly settings: ConnectionSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Goes all the way to a cluster's records: bootstrap, TLS, login, every broker by the address that the cluster names it by, one fetch.
 * Creates nothing and leaves nothing open. Rejects with the ClusterFault of the bootstrap address that led farthest; what
 * a fault leaves in doubt (is it TLS that is expected? a login?) is found out by asking once more.
 */
export async function probeCluster(
  settings: ConnectionSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbedCluster> {
  const probe: Probe = { settings, clock, signal };
  let farthest: ClusterFault | undefined;
  for (const address of settings.brokers.map(parseAddress)) {
    try {
      return await probeFrom(probe, address);
    } catch (error) {
      if (!(error instanceof ClusterFault)) throw error;
      if (!farthest || isFarther(error, farthest)) farthest = error;
    }
  }
  throw farthest ?? new ClusterFault('refused', 'No broker is named');
}

async function probeFrom(probe: Probe, address: BrokerAddress): Promise<ProbedCluster> {
  const opening = withoutDoubt(probe, address, () => openBroker(openOptions(probe, address)));
  return await whileOpen(probe, opening, async (connection) => {
    if (!connection.versions.has(kafkaApis.metadata.key)) {
      throw new ClusterFault('not-a-broker', `${addressText(address)} is a controller, which serves no clients`);
    }
    const metadata = await readMetadata(connection, undefined).catch(async (error: unknown) => {
      throw await loginInDoubt(probe, address, error);
    });
    await tryBrokers(probe, metadata);
    const topics = [...metadata.topics.values()].filter(({ isInternal }) => !isInternal);
    return { clusterId: metadata.clusterId, brokers: metadata.brokers.size, topics: topics.length };
  });
}

/** Closes the connection after `work`, or in its midst when the probe is given up. */
async function whileOpen<Result>(
  { signal }: Probe,
  opening: Promise<BrokerConnection>,
  work: (connection: BrokerConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await opening;
  const close = (): void => connection.close();
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  try {
    return await work(connection);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function openOptions({ settings, clock, signal }: Probe, address: BrokerAddress) {
  return { address, settings, clock, signal, timeoutMs: stepTimeoutMs };
}

/** A connection that ends at the first words says little: whether TLS is the reason shows when it is tried the other way. */
async function withoutDoubt<Result>(
  probe: Probe,
  address: BrokerAddress,
  open: () => Promise<Result>,
): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof ClusterFault)) throw error;
    const where = addressText(address);
    const options = openOptions(probe, address);
    if (error.code === 'closed-unanswered' && !probe.settings.tls && (await speaksTls(options))) {
      throw new ClusterFault('tls-expected', `${where} speaks TLS`, { cause: error });
    }
    if (error.code === 'tls-interrupted' && (await speaksPlainly(probe, address))) {
      throw new ClusterFault('tls-not-spoken', `${where} does not speak TLS`, { cause: error });
    }
    throw error;
  }
}

async function speaksPlainly(probe: Probe, address: BrokerAddress): Promise<boolean> {
  const { tls: _tls, ...plain } = probe.settings;
  const connection = await openUnauthenticated({ ...openOptions(probe, address), settings: plain }).catch(
    () => undefined,
  );
  connection?.close();
  return connection !== undefined;
}

/** A broker that wants a login hangs up on whoever asks for something without one. */
async function loginInDoubt(probe: Probe, address: BrokerAddress, error: unknown): Promise<unknown> {
  const isDoubtful = error instanceof ClusterFault && error.code === 'connection-lost' && !probe.settings.sasl;
  if (!isDoubtful) return error;
  const connection = await openUnauthenticated(openOptions(probe, address)).catch(() => undefined);
  const offered = connection && (await offeredMechanisms(connection).catch(() => undefined));
  connection?.close();
  if (!offered) return error;
  const message = `${addressText(address)} wants a login; it offers ${offered.join(', ')}`;
  return new ClusterFault('authentication-required', message, { cause: error });
}

/** Each broker by the address that clients will use, and whether a record of any topic could be had. */
async function tryBrokers(probe: Probe, metadata: ClusterMetadata): Promise<void> {
  const places = firstPlaces(metadata);
  const brokers = [...metadata.brokers].slice(0, mostBrokers);
  const answers = await Promise.all(
    brokers.map(async ([id, address]) => {
      const opening = openBroker(openOptions(probe, address)).catch((error: unknown) => {
        throw error instanceof ClusterFault ? advertisedFault(error, address) : error;
      });
      return await whileOpen(probe, opening, (connection) => readable(connection, places.get(id) ?? []));
    }),
  );
  const all = answers.flat();
  if (all.length > 0 && !all.includes(true)) {
    throw new ClusterFault('not-authorized', 'None of the topics may be read with this user');
  }
}

function advertisedFault(error: ClusterFault, address: BrokerAddress): ClusterFault {
  if (error.step !== 'resolve' && error.step !== 'connect') return error;
  const message = `The cluster names a broker as ${addressText(address)}, and that can't be reached from here`;
  return new ClusterFault('advertised-unreachable', `${message} (${error.message})`, { cause: error });
}

/** The first partition of some topics, by the broker that leads it. */
function firstPlaces(metadata: ClusterMetadata): Map<number, FetchPlace[]> {
  const places = new Map<number, FetchPlace[]>();
  for (const { name, topicId, isInternal, partitions } of [...metadata.topics.values()].slice(0, mostTopics)) {
    const [first] = partitions;
    if (isInternal || first === undefined) continue;
    const place = { topic: name, topicId, partition: first.partition, leaderEpoch: -1, offset: 0n };
    places.set(first.leaderId, [...(places.get(first.leaderId) ?? []), place]);
  }
  return places;
}

/** A place at which there is no such offset may be read all the same. */
async function readable(connection: BrokerConnection, places: readonly FetchPlace[]): Promise<boolean[]> {
  if (places.length === 0) return [];
  const fetched = await fetchPartitions(connection, places, leastOfFetch);
  return [...fetched.values()].map(({ errorCode }) => kafkaErrorName(errorCode) !== 'TOPIC_AUTHORIZATION_FAILED');
}
