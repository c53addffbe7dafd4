import { fsyncPolicies } from '../log/flusher.ts';
import { checkAll, type Check, flag, largest, text, wholeNumber } from './checks.ts';
import { checkFaultPlan } from './check-fault-plan.ts';
import { BrokerError, type NewTopic, type StartOptions } from './public.ts';

const callback: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function');

const startChecks: Record<keyof StartOptions, Check> = {
  port: wholeNumber(0, 65_535),
  brokers: wholeNumber(1, 100),
  defaultReplicationFactor: wholeNumber(1, 100),
  dataDir: text,
  topics: (value) => {
    if (!Array.isArray(value)) return 'must be a list of topics';
    for (const topic of value) checkNewTopic(topic);
    return undefined;
  },
  autoCreateTopics: flag,
  defaultPartitions: wholeNumber(1, 10_000),
  initialRebalanceDelayMs: wholeNumber(0, largest),
  fsync: (value) =>
    fsyncPolicies.some((policy) => policy === value) ? undefined : `must be ${fsyncPolicies.join(' or ')}`,
  faults: (value) => {
    checkFaultPlan(value);
    return undefined;
  },
  onLog: callback,
};

const topicChecks: Record<keyof NewTopic, Check> = {
  name: text,
  partitions: wholeNumber(1, 10_000),
  replicationFactor: wholeNumber(1, 100),
  config: (value) => {
    if (typeof value !== 'object' || value === null) return 'must be an object of texts';
    return Object.values(value).every((setting) => typeof setting === 'string')
      ? undefined
      : 'must be an object of texts';
  },
};

/**
 * A program without types may give anything: a misspelt option would else be a default in silence.
 * @throws BrokerError `invalid-option`
 */
export function checkStartOptions(options: unknown): void {
  checkAll('startBroker', options, startChecks);
}

/** What a topic is asked to be, with its name alone meaning all defaults. @throws BrokerError `invalid-option` */
export function checkNewTopic(topic: unknown): void {
  if (typeof topic === 'string') return;
  checkAll('a topic', topic, topicChecks);
  if (!('name' in (topic as object))) throw new BrokerError('invalid-option', 'a topic needs a name');
}
