import type { Kafka } from 'kafkajs';
import { kafkaErrorName } from '../../shared/kafka/index.ts';
import { innerClusterMaker } from './inner-cluster.ts';
import type { WriteRefusal } from './types.ts';

/**
 * Tells each partition that a broker refuses to write to, at each try. kafkajs keeps the first error of an answer, without its place, and
 * to itself for as long as it tries again, which is half a minute.
 */
export function hearRefusals(client: Kafka, refused: (refusal: WriteRefusal) => void): void {
  const patched = new WeakSet<object>();
  innerClusterMaker(client).replace((create) => (options) => {
    const cluster = create(options) as ProducingCluster;
    const findBroker = cluster.findBroker.bind(cluster);
    cluster.findBroker = async (asked) => {
      const broker = await findBroker(asked);
      if (patched.has(broker)) return broker;
      patched.add(broker);
      const { produce } = broker;
      // A broker looks its version of the request up again after each connect, so the way to its answer is put beneath one call only.
      broker.produce = (request) => produce.call(heard(broker, refused), request);
      return broker;
    };
    return cluster;
  });
}

/** The same broker, whose answers are told before they are made an error of. */
function heard(broker: ProducingBroker, refused: (refusal: WriteRefusal) => void): ProducingBroker {
  const lookupRequest: ProducingBroker['lookupRequest'] = (...api) => {
    const make = broker.lookupRequest(...api);
    return (request) => {
      const { response, ...rest } = make(request);
      const parse = (answer: ProduceAnswer): unknown => {
        tell(answer, refused);
        return response.parse(answer);
      };
      return { ...rest, response: { ...response, parse } };
    };
  };
  return Object.create(broker, { lookupRequest: { value: lookupRequest } }) as ProducingBroker;
}

function tell({ topics }: ProduceAnswer, refused: (refusal: WriteRefusal) => void): void {
  for (const { topicName, partitions } of topics) {
    for (const { partition, errorCode } of partitions) {
      if (errorCode !== 0) refused({ topic: topicName, partition, error: kafkaErrorName(errorCode) });
    }
  }
}

/** What of kafkajs's inner cluster is used here. */
interface ProducingCluster {
  findBroker(asked: { nodeId: string }): Promise<ProducingBroker>;
}

interface ProducingBroker {
  produce: (this: ProducingBroker, request: unknown) => Promise<unknown>;
  lookupRequest(
    ...api: readonly unknown[]
  ): (request: unknown) => { response: { parse(answer: ProduceAnswer): unknown } };
}

interface ProduceAnswer {
  readonly topics: readonly {
    readonly topicName: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}
