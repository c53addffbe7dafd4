import { readFile } from 'node:fs/promises';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBroker } from '../../main/cluster/connecting/open-broker.ts';
import { systemClock } from '../../main/engine/session/index.ts';
import { kafkaApis, type KafkaApi, type MessageInput } from '../../main/wire/index.ts';
import { kafkaErrorName } from '../../shared/kafka/index.ts';
import { withAdminClient } from '../support/with-admin.ts';
import {
  type AskAs,
  describeAclsOf,
  errorsByApi,
  errorsWithDescribe,
  errorsWithoutAcls,
} from '../support/denied-requests.ts';
import { brokersUnderTest } from './brokers-under-test.ts';
import { type ClientLogin, consumeWith, produceWith } from './clients/foreign-client.ts';
import { foreignClients } from './clients/foreign-clients.ts';
import { expectWholeTopic, makeRecords, partitionCount } from './record-set.ts';
import { type SecuredBroker, securedBrokers } from './secured-brokers.ts';
import { freshName } from './topics.ts';

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const recordCount = 500;
const ids = brokersUnderTest().map(({ id }) => id);
const clients = foreignClients(inject('foreignClients')).filter(({ name }) =>
  ['kafkajs', 'confluent-kafka', 'java'].includes(name),
);

/** A real Kafka makes its coordinators when they are first asked for; until then they know of nothing. */
async function coordinatorsFor(connection: Awaited<ReturnType<typeof openBroker>>): Promise<void> {
  const groups = ['billing', 'packing', 'shipping', 'nobody'];
  const describeAll = async () => {
    for (const [keyType, coordinatorKeys] of [groups, ['payments']].entries()) {
      await connection.requestInVersion(kafkaApis.findCoordinator, 4, { keyType, coordinatorKeys });
    }
    const described = await connection.requestInVersion(kafkaApis.describeGroups, 6, {
      groups,
      includeAuthorizedOperations: false,
    });
    const transactions = await connection.requestInVersion(kafkaApis.describeTransactions, 0, {
      transactionalIds: ['payments'],
    });
    const codes = [...described.groups, ...transactions.transactionStates].map(({ errorCode }) => errorCode);
    return [...new Set(codes.map(kafkaErrorName))];
  };
  const unknown = ['GROUP_ID_NOT_FOUND', 'TRANSACTIONAL_ID_NOT_FOUND'];
  await expect.poll(describeAll, { timeout: 60_000 }).toEqual(unknown);
}

describe.each(securedBrokers.filter(({ id }) => ids.includes(id)))('$name with TLS, logins and ACLs', ({ start }) => {
  let broker: SecuredBroker;

  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.stop());

  async function withAdmin<Result>(use: (admin: Admin) => Promise<Result>): Promise<Result> {
    const { name: username, password } = broker.user;
    const ca = [await readFile(broker.certificateFile)];
    const sasl = { mechanism: 'plain', username, password } as const;
    return await withAdminClient({ brokers: [broker.bootstrap], ssl: { ca }, sasl }, use);
  }

  function login(mechanism: ClientLogin['mechanism'], password = broker.user.password): ClientLogin {
    return { mechanism, username: broker.user.name, password, authorityFile: broker.certificateFile };
  }

  describe.each(clients)('$name', (client) => {
    it.each(mechanisms)('produces and consumes with %s', async (mechanism) => {
      const topic = freshName(`${client.name}-${mechanism}`);
      await withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions: partitionCount }] }));
      const records = makeRecords(recordCount, client.fixedHeaders);
      const order = { bootstrap: broker.bootstrap, login: login(mechanism) };
      await produceWith(client, { ...order, topic, codec: 'none', records });
      const group = freshName(client.name);
      const consumed = await consumeWith(client, { ...order, group, topics: [topic], count: recordCount });
      expect(consumed).toHaveLength(recordCount);
      expectWholeTopic(consumed, records);
    });
  });

  it.each(mechanisms)(
    'refuses a wrong password by %s, of a user and of nobody, in the same words',
    async (mechanism) => {
      const says = async (username: string) =>
        await connectAs({ username, password: 'hunter2' }, mechanism).then(
          () => 'nothing',
          (error: unknown) => String(error).replaceAll(username, 'X'),
        );
      const [wrong, unknown] = [await says(broker.user.name), await says('nobody')];
      expect(wrong).toContain(
        mechanism === 'PLAIN'
          ? 'Authentication failed: Invalid username or password'
          : `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`,
      );
      expect(unknown).toBe(wrong);
    },
  );

  async function connectAs({ username, password }: { username: string; password: string }, mechanism = 'PLAIN') {
    const [host = '', port] = broker.bootstrap.split(':');
    const ca = [await readFile(broker.certificateFile, 'utf8')];
    const sasl = { mechanism: mechanism.toLowerCase() as 'plain', username, password };
    return await openBroker({
      address: { host, port: Number(port) },
      settings: { brokers: [broker.bootstrap], tls: { ca }, sasl },
      clock: systemClock,
    });
  }

  it('answers a user to whom ACLs give nothing, or little, with the error of each API', async () => {
    await withAdmin((admin) => admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 2 }] }));
    const boss = await connectAs({ username: broker.user.name, password: broker.user.password });
    const stranger = await connectAs({ username: broker.stranger.name, password: broker.stranger.password });
    const ask: AskAs = async (api: KafkaApi, version: number, request: MessageInput<KafkaApi['request']>) =>
      await stranger.requestInVersion(api, version, request);
    const topics = [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }];
    const metadata = { topics, allowAutoTopicCreation: false, includeTopicAuthorizedOperations: false };
    const told = await boss.requestInVersion(kafkaApis.metadata, 12, metadata);
    const topicId = told.topics[0]?.topicId ?? '';
    await coordinatorsFor(boss);
    expect(await errorsByApi(topicId, ask)).toEqual(errorsWithoutAcls);
    const creations = describeAclsOf(`User:${broker.stranger.name}`);
    const { results } = await boss.requestInVersion(kafkaApis.createAcls, 3, { creations });
    expect(results.map(({ errorCode }) => errorCode)).toEqual([0, 0, 0]);
    expect(await errorsByApi(topicId, ask)).toEqual(errorsWithDescribe);
    boss.close();
    stranger.close();
  });
});
