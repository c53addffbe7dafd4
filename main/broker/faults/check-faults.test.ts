import { expect, it } from 'vitest';
import { faultProblems } from './check-faults.ts';
import type { FaultEffect, FaultMatch, FaultRule } from './fault-rule.ts';

function problemsOf(effect: FaultEffect, match?: FaultMatch, more: Partial<FaultRule> = {}): string[] {
  const faults = [{ id: 'it', effect, ...(match && { match }), ...more }];
  return faultProblems({ faults }).map(({ field, message, remedy }) => `${field}: ${message} ${remedy}`);
}

const error = { type: 'error', error: 'NOT_COORDINATOR' } as const;
const delay = { type: 'delay', delayMs: 1 } as const;

it('finds nothing in what can happen', () => {
  expect(problemsOf(error, { apis: ['OffsetCommit', 'JoinGroup'], groups: ['g'] })).toEqual([]);
  expect(problemsOf(error, { apis: ['Metadata'], topics: ['t'], partitions: [0] })).toEqual([]);
  expect(problemsOf(delay)).toEqual([]);
  expect(problemsOf(delay, { apis: ['CreateAcls'], clientIds: ['c'] })).toEqual([]);
  expect(problemsOf({ type: 'broker-down' }, undefined, { forMs: 1 })).toEqual([]);
  expect(problemsOf({ type: 'leader-moved' }, { topics: ['t'], partitions: [0] }, { forMs: 1 })).toEqual([]);
  expect(problemsOf({ type: 'refuse' }, undefined, { times: 3, probability: 0.5 })).toEqual([]);
});

it.each<[string, FaultEffect, FaultMatch | undefined, Partial<FaultRule>]>([
  ['match.apis: An error is one of an API', error, undefined, {}],
  ['effect.error: NONE is no error.', { type: 'error', error: 'NONE' }, { apis: ['Produce'] }, {}],
  ['match.apis.0: produce is no API of this broker. Write Produce.', delay, { apis: ['produce'] }, {}],
  ['match.apis.0: Porduce is no API of this broker. Write it as Kafka does', delay, { apis: ['Porduce'] }, {}],
  ['match.apis.1: No error can be put into an answer of CreateAcls.', error, { apis: ['Produce', 'CreateAcls'] }, {}],
  ['match.apis.0: A request of JoinGroup names no topics', error, { apis: ['JoinGroup'], topics: ['t'] }, {}],
  [
    'match.apis.0: A request of CreateTopics names no partitions',
    delay,
    { apis: ['CreateTopics'], partitions: [0] },
    {},
  ],
  ['match.apis.0: A request of Produce names no group', delay, { apis: ['Produce'], groups: ['g'] }, {}],
  ['match.topics: A fault broker-down is about no topics.', { type: 'broker-down' }, { topics: ['t'] }, { forMs: 1 }],
  ['forMs: A fault broker-down has no end.', { type: 'broker-down' }, undefined, {}],
  ['times: A fault leader-moved happens once', { type: 'leader-moved' }, undefined, { forMs: 1, times: 2 }],
  ['probability: A fault leader-moved happens once', { type: 'leader-moved' }, undefined, { forMs: 1, probability: 1 }],
  ['match.groups: A fault leader-moved is about no groups', { type: 'leader-moved' }, { groups: ['g'] }, { forMs: 1 }],
  [
    'match.clientIds: A fault refuse is about no clientIds. Leave it out. A client',
    { type: 'refuse' },
    { clientIds: ['c'] },
    {},
  ],
])('says %s', (expected, effect, match, more) => {
  expect(problemsOf(effect, match, more)).toEqual([expect.stringContaining(`faults.0.${expected}`)]);
});

it('says that two have the same id', () => {
  const fault = { id: 'it', effect: delay };
  expect(faultProblems({ faults: [fault, fault] })).toMatchObject([{ field: 'faults.1.id' }]);
});
