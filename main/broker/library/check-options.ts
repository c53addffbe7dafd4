import { fsyncPolicies } from '../log/flusher.ts';
import { BrokerError, type NewTopic, type StartOptions } from './public.ts';

type Check = (value: unknown) => string | undefined;

const wholeNumber =
  (minimum: number, maximum: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
      ? undefined
      : `must be a whole number from ${minimum} to ${maximum}`;
const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const callback: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function');
const largest = 2 ** 31 - 1;

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

function checkAll(owner: string, given: unknown, checks: Readonly<Record<string, Check>>): void {
  if (typeof given !== 'object' || given === null) {
    throw new BrokerError('invalid-option', `the options of ${owner} must be an object`);
  }
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) {
      const known = Object.keys(checks).join(', ');
      throw new BrokerError('invalid-option', `${owner} has no option ${name}; it has ${known}`);
    }
    const problem = value === undefined ? undefined : check(value);
    if (problem !== undefined) throw new BrokerError('invalid-option', `${name} of ${owner} ${problem}`);
  }
}
