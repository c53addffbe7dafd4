import { once } from 'node:events';
import { connect } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Consumer, Kafka, logLevel, Partitioners } from 'kafkajs';
import { expect, it, onTestFinished } from 'vitest';
import { type Broker, type StartOptions, startBroker } from '../../main/broker/library/index.ts';
import { zeroTopicId } from '../../main/broker/apis/partitions.ts';
import { kafkaErrorCode } from '../../shared/kafka/index.ts';
import { kafkaApis } from '../../main/wire/index.ts';
import { askBroker } from '../support/ask-broker.ts';

async function start(options: StartOptions = {}): Promise<Broker> {
  const broker = await startBroker({ brokers: 3, ...options });
  onTestFinished(() => broker.close());
  return broker;
}

function kafkaOf({ bootstrap }: Broker): Kafka {
  return new Kafka({ brokers: bootstrap.split(','), logLevel: logLevel.NOTHING, retry: { initialRetryTime: 20 } });
}

async function adminOf(broker: Broker) {
  const admin = kafkaOf(broker).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  return admin;
}

/** As the first broker that is up tells it; kafkajs has no answer for a topic with a partition that nobody leads. */
async function leadersOf({ nodes }: Broker, topic: string) {
  const node = nodes.find(({ isUp }) => isUp);
  if (!node) throw new Error('no broker is up');
  const { topics } = await askBroker(addressOf(node), kafkaApis.metadata, 12, {
    topics: [{ name: topic, topicId: zeroTopicId }],
    includeTopicAuthorizedOperations: false,
  });
  return (topics[0]?.partitions ?? []).map(({ leaderId, errorCode, isrNodes, offlineReplicas }) => ({
    leader: leaderId,
    errorCode,
    isr: isrNodes,
    offline: offlineReplicas,
  }));
}

const addressOf = ({ port }: { port: number }) => `127.0.0.1:${port}`;

const nodeOf = (broker: Broker, nodeId: number) => {
  const node = broker.nodes.find((each) => each.nodeId === nodeId);
  if (!node) throw new Error(`there is no broker ${nodeId}`);
  return node;
};

it('is a cluster to clients: each broker has a port, an id, and partitions that it leads', async () => {
  const broker = await start({ topics: [{ name: 'orders', partitions: 6, replicationFactor: 3 }] });
  const admin = await adminOf(broker);
  const { brokers } = await admin.describeCluster();
  expect(brokers.map(({ nodeId, port }) => ({ nodeId, port }))).toEqual(
    broker.nodes.map(({ nodeId, port }) => ({ nodeId, port })),
  );
  expect(new Set(broker.nodes.map(({ port }) => port)).size).toBe(3);
  const leaders = await leadersOf(broker, 'orders');
  expect(leaders.map(({ leader }) => leader)).toEqual([1, 2, 3, 1, 2, 3]);
  expect(leaders.every(({ isr }) => isr.length === 3)).toBe(true);
});

it('moves what a broker led when it goes, and clients follow, with nothing lost or twice', async () => {
  const broker = await start({ topics: [{ name: 'orders', partitions: 3, replicationFactor: 3 }] });
  const kafka = kafkaOf(broker);
  const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
  const consumer: Consumer = kafka.consumer({ groupId: 'billing', maxWaitTimeInMs: 50 });
  await Promise.all([producer.connect(), consumer.connect()]);
  onTestFinished(async () => void (await Promise.all([producer.disconnect(), consumer.disconnect()])));
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  const read = new Map<number, string[]>();
  let wake: () => void = () => undefined;
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      read.set(partition, [...(read.get(partition) ?? []), message.value?.toString() ?? '']);
      wake();
      return Promise.resolve();
    },
  });
  let sent = 0;
  const untilAllRead = async () => {
    const last = String(sent - 1);
    while (![0, 1, 2].every((partition) => read.get(partition)?.includes(last))) {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const send = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1, sent += 1) {
      const messages = [0, 1, 2].map((partition) => ({ partition, value: String(sent) }));
      await producer.send({ topic: 'orders', acks: -1, messages });
    }
  };
  await send(20);
  await untilAllRead();
  for (const nodeId of [1, 2, 3]) {
    await nodeOf(broker, nodeId).takeDown();
    const leaders = await leadersOf(broker, 'orders');
    expect(leaders.map(({ leader }) => leader)).not.toContain(nodeId);
    expect(leaders.every(({ isr, offline }) => isr.length === 2 && offline.includes(nodeId))).toBe(true);
    await send(20);
    await nodeOf(broker, nodeId).bringUp();
    await send(5);
  }
  await untilAllRead();
  const wanted = Array.from({ length: sent }, (_, index) => String(index));
  for (const partition of [0, 1, 2]) {
    // At least once: what was read before a rebalance may come again, and nothing is missing or out of order.
    const values = read.get(partition) ?? [];
    expect([...new Set(values)]).toEqual(wanted);
  }
  const admin = await adminOf(broker);
  const offsets = await admin.fetchTopicOffsets('orders');
  expect(offsets.map(({ high }) => Number(high))).toEqual([sent, sent, sent]);
});

it('has a partition without its only replica unavailable until that comes back', async () => {
  const broker = await start({ topics: [{ name: 'orders', partitions: 3, replicationFactor: 1 }] });
  await nodeOf(broker, 2).takeDown();
  const [first, second, third] = await leadersOf(broker, 'orders');
  expect([first?.leader, second?.leader, third?.leader]).toEqual([1, -1, 3]);
  expect(second).toMatchObject({ errorCode: kafkaErrorCode('LEADER_NOT_AVAILABLE'), isr: [2], offline: [2] });
  await nodeOf(broker, 2).bringUp();
  expect((await leadersOf(broker, 'orders')).map(({ leader }) => leader)).toEqual([1, 2, 3]);
});

it('takes nothing with acks=all where too few replicas are in sync, and does with acks=1', async () => {
  const config = { 'min.insync.replicas': '2' };
  const broker = await start({ topics: [{ name: 'orders', partitions: 1, replicationFactor: 2, config }] });
  const producer = kafkaOf(broker).producer({ retry: { retries: 0 } });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  const messages = [{ value: 'x' }];
  await producer.send({ topic: 'orders', acks: -1, messages });
  await nodeOf(broker, 2).takeDown();
  await expect(producer.send({ topic: 'orders', acks: -1, messages })).rejects.toThrow(/in-sync replicas/i);
  await producer.send({ topic: 'orders', acks: 1, messages });
  await nodeOf(broker, 2).bringUp();
  await producer.send({ topic: 'orders', acks: -1, messages });
  expect(await (await adminOf(broker)).fetchTopicOffsets('orders')).toMatchObject([{ high: '3' }]);
});

it('says who leads where it does not, and who coordinates', async () => {
  const broker = await start({ topics: [{ name: 'orders', partitions: 3, replicationFactor: 2 }] });
  const [first, second] = broker.nodes;
  if (!first || !second) throw new Error('two brokers are wanted');
  const records = new Uint8Array(0);
  const answer = await askBroker(addressOf(second), kafkaApis.produce, 12, {
    transactionalId: null,
    acks: -1,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: zeroTopicId, partitionData: [{ index: 0, records }] }],
  });
  expect(answer.responses[0]?.partitionResponses[0]).toMatchObject({
    errorCode: kafkaErrorCode('NOT_LEADER_OR_FOLLOWER'),
    currentLeader: { leaderId: 1, leaderEpoch: 0 },
  });
  expect(answer.nodeEndpoints).toMatchObject([{ nodeId: 1, port: first.port }]);
  const { coordinators } = await askBroker(addressOf(first), kafkaApis.findCoordinator, 6, {
    keyType: 0,
    coordinatorKeys: ['a', 'b', 'c'],
  });
  expect(new Set(coordinators.map(({ nodeId }) => nodeId)).size).toBe(3);
  for (const node of broker.nodes) {
    const { groups } = await askBroker(addressOf(node), kafkaApis.offsetFetch, 9, {
      groups: coordinators.map(({ key }) => ({ groupId: key, memberId: null, memberEpoch: -1, topics: null })),
    });
    for (const { groupId, errorCode } of groups) {
      const isCoordinator = coordinators.find(({ key }) => key === groupId)?.nodeId === node.nodeId;
      expect(errorCode).toBe(kafkaErrorCode(isCoordinator ? 'NONE' : 'NOT_COORDINATOR'));
    }
  }
});

it('gives leadership back when that is asked for, and other replicas', async () => {
  const broker = await start({ topics: [{ name: 'orders', partitions: 3, replicationFactor: 2 }] });
  await nodeOf(broker, 1).takeDown();
  await nodeOf(broker, 1).bringUp();
  expect((await leadersOf(broker, 'orders')).map(({ leader }) => leader)).toEqual([2, 2, 3]);
  const elected = await askBroker(addressOf(broker), kafkaApis.electLeaders, 2, {
    electionType: 0,
    topicPartitions: [{ topic: 'orders', partitions: [0, 1] }],
    timeoutMs: 1000,
  });
  const [results] = elected.replicaElectionResults;
  expect(results?.partitionResult.map(({ errorCode }) => errorCode)).toEqual([
    0,
    kafkaErrorCode('ELECTION_NOT_NEEDED'),
  ]);
  expect((await leadersOf(broker, 'orders')).map(({ leader }) => leader)).toEqual([1, 2, 3]);
  const reassigned = await askBroker(addressOf(broker), kafkaApis.alterPartitionReassignments, 1, {
    timeoutMs: 1000,
    topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas: [3, 2] }] }],
  });
  expect(reassigned.responses[0]?.partitions[0]?.errorCode).toBe(0);
  expect((await leadersOf(broker, 'orders')).map(({ leader, isr }) => ({ leader, isr }))[0]).toEqual({
    leader: 3,
    isr: [3, 2],
  });
});

it('keeps its data in one folder, which fewer brokers can open too', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'several-brokers-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const first = await start({ dataDir: folder, topics: [{ name: 'orders', partitions: 3, replicationFactor: 1 }] });
  const producer = kafkaOf(first).producer();
  await producer.connect();
  const messages = [0, 1, 2].map((partition) => ({ partition, value: `of ${partition}` }));
  await producer.send({ topic: 'orders', messages });
  await producer.disconnect();
  await first.close();
  const said: string[] = [];
  const second = await startBroker({ dataDir: folder, brokers: 2, onLog: ({ message }) => said.push(message) });
  onTestFinished(() => second.close());
  expect((await leadersOf(second, 'orders')).map(({ leader }) => leader)).toEqual([1, 2, -1]);
  expect(said).toEqual(['1 partitions have no leader: their replicas belong to brokers that do not run (3)']);
  await second.close();
  const third = await start({ dataDir: folder });
  const offsets = await (await adminOf(third)).fetchTopicOffsets('orders');
  expect(offsets.map(({ high }) => high)).toEqual(['1', '1', '1']);
});

it('follows the failure lab: one broker is down for a time, and leaders are moved', async () => {
  const broker = await start({ topics: [{ name: 'orders', partitions: 3, replicationFactor: 2 }] });
  const answering = async (nodeId: number) => {
    const leaders = await leadersOf(broker, 'orders');
    return { isUp: nodeOf(broker, nodeId).isUp, leaders: leaders.map(({ leader }) => leader) };
  };
  const rule = { id: 'outage', match: { brokers: [1] }, effect: { type: 'broker-down' as const }, forMs: 100_000 };
  await broker.setFaults({ faults: [rule] });
  await expect.poll(() => answering(1)).toEqual({ isUp: false, leaders: [2, 2, 3] });
  await broker.clearFaults('outage');
  await expect.poll(() => answering(1)).toEqual({ isUp: true, leaders: [2, 2, 3] });

  const moved = { id: 'moved', match: { topics: ['orders'], partitions: [2] }, forMs: 100_000 };
  await broker.setFaults({ faults: [{ ...moved, effect: { type: 'leader-moved' } }] });
  expect((await leadersOf(broker, 'orders')).map(({ leader }) => leader)).toEqual([2, 2, 1]);
  await broker.clearFaults();
  expect((await leadersOf(broker, 'orders')).map(({ leader }) => leader)).toEqual([2, 2, 1]);

  const slow = {
    id: 'refused',
    match: { brokers: [3] },
    effect: { type: 'disconnect' as const, when: 'before' as const },
  };
  await broker.setFaults({ faults: [slow] });
  const [first, , third] = broker.nodes;
  if (!first || !third) throw new Error('three brokers are wanted');
  const versions = { clientSoftwareName: 'test', clientSoftwareVersion: '1' };
  expect(await askBroker(addressOf(first), kafkaApis.apiVersions, 3, versions)).toMatchObject({ errorCode: 0 });
  const socket = connect(third.port, '127.0.0.1');
  socket.write(Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255]));
  await once(socket, 'close');
  expect(broker.faults).toMatchObject([{ state: 'on', happened: 1 }]);
});
