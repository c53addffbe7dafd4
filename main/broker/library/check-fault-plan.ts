import { kafkaErrors } from '../../../shared/kafka/index.ts';
import { faultProblems } from '../faults/check-faults.ts';
import type { FaultPlan } from '../faults/fault-rule.ts';
import { type Check, checkAll, largest, text, wholeNumber } from './checks.ts';
import { BrokerError, type FaultEffect, type FaultRule } from './public.ts';

/** Longer than any test; two of them are no more than a timer can wait. */
const mostMs = 1_000_000_000;
const time = wholeNumber(0, mostMs);

const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0) return 'must be a list with something in it';
    const problem = value.map(check).find((found) => found !== undefined);
    return problem === undefined ? undefined : `has what ${problem}`;
  };
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((known) => known === value) ? undefined : `must be ${values.join(' or ')}`;
const within =
  (owner: string, checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    checkAll(owner, value, checks);
    return undefined;
  };

const moment = oneOf('before', 'after');
const knownError: Check = (value) =>
  typeof value === 'string' && Object.hasOwn(kafkaErrors, value) ? undefined : 'must be the name of an error of Kafka';

const effects: Record<FaultEffect['type'], { needed: readonly string[]; checks: Readonly<Record<string, Check>> }> = {
  delay: { needed: ['delayMs'], checks: { delayMs: time, jitterMs: time } },
  error: { needed: ['error'], checks: { error: knownError, when: moment } },
  disconnect: { needed: ['when'], checks: { when: moment } },
  freeze: { needed: [], checks: {} },
  refuse: { needed: [], checks: {} },
  'broker-down': { needed: [], checks: {} },
  'leader-moved': { needed: [], checks: {} },
};
const effectTypes = Object.keys(effects);

const checkEffect: Check = (value) => {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const effect = Object.entries(effects).find(([name]) => name === type)?.[1];
  if (!effect) return `must have a type: ${effectTypes.join(', ')}`;
  checkAll(`the effect ${String(type)}`, value, { type: text, ...effect.checks });
  const missing = effect.needed.find((name) => !(name in (value as object)));
  return missing === undefined ? undefined : `needs ${missing}`;
};

const names = listOf(text);
const ruleChecks: Record<keyof FaultRule, Check> = {
  id: text,
  match: within('match of a fault', {
    apis: names,
    topics: names,
    partitions: listOf(wholeNumber(0, largest)),
    clientIds: names,
    groups: names,
    brokers: listOf(wholeNumber(0, largest)),
  }),
  effect: checkEffect,
  probability: (value) =>
    typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'must be a number from 0 to 1',
  times: wholeNumber(1, largest),
  afterMs: time,
  forMs: wholeNumber(1, mostMs),
};

const checkRule: Check = (value) => {
  checkAll('a fault', value, ruleChecks);
  const missing = ['id', 'effect'].find((name) => !(name in (value as object)));
  return missing === undefined ? undefined : `lacks ${missing}`;
};

/** A plan that was given by a program, perhaps one without types. @throws BrokerError `invalid-option` */
export function checkFaultPlan(plan: unknown): asserts plan is FaultPlan {
  checkAll('a plan of faults', plan, {
    seed: wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    faults: listOf(checkRule),
  });
  if (!('faults' in (plan as object))) throw new BrokerError('invalid-option', 'a plan of faults needs faults');
  const [problem] = faultProblems(plan as FaultPlan);
  if (problem) throw new BrokerError('invalid-option', `${problem.field}: ${problem.message} ${problem.remedy}`);
}
