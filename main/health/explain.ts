import type {
  CallTimes,
  Cause,
  Finding,
  KeyShares,
  NodeState,
  PartitionHealth,
  Proposal,
  TroubleName,
} from '../../shared/contract/index.ts';
import { countText, durationText, numberText, percentText } from './words.ts';

/** A key with a smaller part of the records is nobody's trouble. */
const hotKeyShare = 0.3;
/** Of the time: an instance that works more is full. */
const fullShare = 0.85;

export interface ExplainedTopic {
  readonly id: string;
  readonly name: string;
  readonly partitions: number;
  readonly keys: KeyShares;
  /** Nodes of the graph that write to it. */
  readonly writers: readonly string[];
}

export interface ExplainedConsumer {
  readonly id: string;
  readonly state: NodeState;
  readonly trouble?: TroubleName | undefined;
  readonly reason?: string | undefined;
  readonly cause?: Cause | undefined;
  readonly instances: number;
  /** Partitions that an instance works on at once. */
  readonly concurrency: number;
  readonly busy: readonly { readonly instance: number; readonly share: number }[];
  readonly partitions: readonly PartitionHealth[];
  readonly topics: readonly ExplainedTopic[];
  readonly times?: CallTimes | undefined;
  readonly stoppedPartitions: readonly { readonly topic: string; readonly partition: number }[];
}

/** Why a consumer is in trouble and what may be done; undefined where it is well. Pure. */
export function explainConsumer(consumer: ExplainedConsumer): Finding | undefined {
  if (consumer.cause !== undefined) return explainCause(consumer.id, consumer.cause);
  switch (consumer.state) {
    case 'warning':
      return explainWarning(consumer);
    case 'error':
      return explainError(consumer);
    case 'stalled':
      return explainStalled(consumer);
    case 'stopped':
      return explainStopped(consumer);
    case 'starting':
    case 'running':
    case 'idle':
      return undefined;
  }
}

/** What no event of its own has done. */
function explainCause(node: string, cause: Cause): Finding {
  switch (cause) {
    case 'cluster-away':
      return {
        why: 'While the cluster is away nothing is read and nothing committed. What was handled stays handled.',
        next: 'See whether the cluster runs and can be reached. It goes on by itself as soon as it answers.',
        proposals: [],
      };
    case 'cluster-refuses':
      return {
        why: 'The cluster is there and says no, so what is emitted is tried again or fails, and the events behind it wait.',
        next: 'Mend it on the cluster: it goes on by itself as soon as the cluster agrees.',
        proposals: [{ action: 'see-logs', node }],
      };
    case 'code-broken':
      return {
        why: 'Its code doesn’t run, so its events wait.',
        next: 'Mend the handler and deploy it: it begins where it left off.',
        proposals: [{ action: 'open-code', node, to: 'failure' }],
      };
    case 'ended':
      return {
        why: 'Its process has ended. What it had not committed is handled again.',
        next: 'It starts again by itself. Where it ends over and over, its logs say what came before.',
        proposals: [
          { action: 'see-logs', node },
          { action: 'open-code', node, to: 'failure' },
        ],
      };
  }
}

/** The most frequent key, where it is so frequent that it matters. */
export function hotKeyOf(keys: KeyShares): { key: string; partition: number; share: number } | undefined {
  const [top] = keys.known === 'no' ? [] : keys.top;
  return top && top.share >= hotKeyShare ? top : undefined;
}

/** What to do about a topic one of whose keys or partitions has most of the records. */
export function explainTopic(topic: ExplainedTopic & { trouble?: TroubleName | undefined }): Finding | undefined {
  if (topic.trouble !== 'hot-partition' && topic.trouble !== 'skewed-key') return undefined;
  const hot = hotKeyOf(topic.keys);
  if (!hot) {
    return {
      why: `Records are spread unevenly over the ${countText(topic.partitions, 'partition')} of ${topic.name}.`,
      next: 'Choose a key that more records differ in.',
      proposals: [...keyProposals(topic), { action: 'see-events', topic: topic.id }],
    };
  }
  return {
    why: `Key ${hot.key} alone is ${percentText(hot.share)} of ${topic.name}, and all of it is in partition ${hot.partition}: one instance of each reader gets it, however many there are.`,
    next: 'Choose a key that more records differ in. What has the same key now is then no longer kept in order.',
    proposals: [...keyProposals(topic), { action: 'see-events', topic: topic.id, partition: hot.partition }],
  };
}

function explainWarning(consumer: ExplainedConsumer): Finding | undefined {
  switch (consumer.trouble) {
    case 'falling-behind':
      return explainFallingBehind(consumer);
    case 'instances-idle': {
      const most = sumOf(consumer.topics.map(({ partitions }) => partitions));
      return {
        why: `A partition has one reader in a group, and there are ${countText(most, 'partition')} for ${countText(consumer.instances, 'instance')}. More instances than partitions won’t help.`,
        next: `Run ${numberText(most)}.`,
        proposals: [{ action: 'set-instances', node: consumer.id, instances: most }],
      };
    }
    case 'attempts-fail':
      return failing(
        consumer,
        'Failed attempts are made again, and hold up the events of the same partition meanwhile.',
      );
    case 'instances-down':
      return failing(consumer, 'What ended starts again by itself; its partitions wait meanwhile.');
    case 'slower-than-its-rate':
    case 'hot-partition':
    case 'skewed-key':
    case undefined:
      return undefined;
  }
}

function explainFallingBehind(consumer: ExplainedConsumer): Finding {
  const behind = consumer.partitions.filter(({ verdict }) => verdict !== 'ok');
  const skewed = consumer.topics.find(({ id, keys, partitions }) => {
    const hot = hotKeyOf(keys);
    return (
      partitions > 1 &&
      hot !== undefined &&
      behind.some((each) => each.topic === id && each.partition === hot.partition)
    );
  });
  if (skewed) return behindByKey(consumer, skewed);
  const hottest = behind.toSorted((one, other) => other.lag - one.lag)[0];
  const isOneOfMany = hottest !== undefined && behind.length === 1 && consumer.partitions.length > 1;
  if (isOneOfMany && hottest.share > 2 / partitionsOf(consumer, hottest.topic))
    return behindByPartition(consumer, hottest);
  return behindByWork(consumer);
}

function behindByKey(consumer: ExplainedConsumer, topic: ExplainedTopic): Finding {
  const hot = hotKeyOf(topic.keys);
  const reader = consumer.partitions.find(
    (each) => each.topic === topic.id && each.partition === hot?.partition,
  )?.instance;
  const full = reader === undefined ? '' : ` Instance ${reader + 1} gets all of it.`;
  return {
    why: `Key ${hot?.key ?? ''} alone is ${percentText(hot?.share ?? 0)} of ${topic.name}, in partition ${hot?.partition ?? 0}.${full} More instances won’t help.`,
    next: 'Choose a key that more records differ in. What has the same key now is then no longer kept in order.',
    proposals: [...keyProposals(topic), { action: 'see-events', topic: topic.id, partition: hot?.partition ?? 0 }],
  };
}

function behindByPartition(consumer: ExplainedConsumer, { topic, partition, share }: PartitionHealth): Finding {
  const found = consumer.topics.find(({ id }) => id === topic);
  return {
    why: `Partition ${partition} has ${percentText(share)} of ${found?.name ?? topic}, and one instance at most reads it. More instances won’t help.`,
    next: 'Choose a key that more records differ in, or make the handler faster.',
    proposals: [...(found ? keyProposals(found) : []), speed(consumer)],
  };
}

function behindByWork(consumer: ExplainedConsumer): Finding {
  const { id, instances, concurrency, busy, times } = consumer;
  const partitions = sumOf(consumer.topics.map((topic) => topic.partitions));
  const fullest = Math.max(0, ...busy.map(({ share }) => share));
  const took = times
    ? ` A call takes ${durationText(times.p50Ms)}, one in twenty over ${durationText(times.p95Ms)}.`
    : '';
  const isFull = fullest >= fullShare;
  const worked = isFull
    ? `Its ${instances === 1 ? 'instance works' : `${numberText(instances)} instances work`} all the time.${took}`
    : `More comes than it gets done.${took}`;
  if (instances < partitions) {
    const more: Proposal = { action: 'set-instances', node: id, instances: Math.min(partitions, instances * 2) };
    const each = Math.ceil(partitions / instances);
    if (concurrency < each) {
      return {
        why: `${worked} An instance works on ${countText(concurrency, 'partition')} at once and has up to ${numberText(each)}.`,
        next: 'Let it work on all of them at once, which helps where calls wait for something. Or run more instances.',
        proposals: [{ action: 'set-concurrency', node: id, concurrency: each }, more, speed(consumer)],
      };
    }
    return {
      why: worked,
      next: `Run more instances: up to ${numberText(partitions)} share its ${countText(partitions, 'partition')}. Or make the handler faster.`,
      proposals: [more, speed(consumer)],
    };
  }
  const [first] = consumer.topics;
  return {
    why: `${worked} Each of its ${countText(partitions, 'partition')} has an instance already: more instances won’t help.`,
    next: 'Make the handler faster, or give the topic more partitions. Keys may then go to other partitions than before.',
    proposals: [
      speed(consumer),
      ...(first ? [{ action: 'set-partitions', topic: first.id, partitions: first.partitions * 2 } as const] : []),
    ],
  };
}

function explainStalled(consumer: ExplainedConsumer): Finding {
  const [stands] = consumer.partitions.filter(({ verdict }) => verdict === 'standing');
  const where = stands ? ` Partition ${stands.partition} is the first of them.` : '';
  return {
    why: `Events wait, its place in the topic doesn’t move, and no attempt has ended.${where}`,
    next: 'A call may wait for something that gives no answer: it is ended when its time is up. See what it said last.',
    proposals: [
      { action: 'see-logs', node: consumer.id },
      { action: 'open-code', node: consumer.id, to: 'speed' },
    ],
  };
}

function explainStopped({ id }: ExplainedConsumer): Finding {
  return {
    why: 'While it is stopped nobody reads for it, and what comes waits.',
    next: 'Start it, and it goes on where it left off.',
    proposals: [{ action: 'start-node', node: id }],
  };
}

function explainError(consumer: ExplainedConsumer): Finding {
  const [stopped] = consumer.stoppedPartitions;
  if (!stopped) return failing(consumer, 'Events that it gives up are not tried again by themselves.');
  const { topic, partition } = stopped;
  return {
    why: 'An event failed as often as it may, and the partition waits there so that nothing is passed over.',
    next: 'Mend the handler, deploy it, and let it try again.',
    proposals: [
      { action: 'restart-partition', node: consumer.id, topic, partition },
      { action: 'open-code', node: consumer.id, to: 'failure' },
      { action: 'see-events', topic, partition },
    ],
  };
}

function failing({ id }: ExplainedConsumer, why: string): Finding {
  return {
    why,
    next: 'See in its logs which events fail, and mend the handler.',
    proposals: [
      { action: 'see-logs', node: id },
      { action: 'open-code', node: id, to: 'failure' },
    ],
  };
}

function keyProposals({ writers }: ExplainedTopic): Proposal[] {
  return writers.slice(0, 1).map((node) => ({ action: 'open-code', node, to: 'key' }));
}

function speed({ id }: ExplainedConsumer): Proposal {
  return { action: 'open-code', node: id, to: 'speed' };
}

function partitionsOf(consumer: ExplainedConsumer, topic: string): number {
  return consumer.topics.find(({ id }) => id === topic)?.partitions ?? 1;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
