import { describe, expect, it } from 'vitest';
import { capturedTestSchema, differenceLines, differenceSchema, givenClock, judge, testConditions } from './index.ts';
import type { ExpectedEvent, GivenEvent } from './index.ts';

const isJson = (topic: string): boolean => topic !== 'notes';
const event = (topic: string, key: string | null, value: string | null, headers = {}): GivenEvent => ({
  topic,
  key,
  value,
  headers,
});
const compare = (expected: readonly ExpectedEvent[], given: readonly GivenEvent[]) =>
  judge({ emitted: expected, error: undefined }, { emitted: given, error: undefined }, { isJson });

describe('the verdict on an outcome', () => {
  it('is well with the same events, whatever the order of keys and the spaces in JSON', () => {
    const expected = [event('orders', 'a', '{"one":1,"two":[1,2]}'), event('notes', null, 'x')];
    expect(compare(expected, [event('orders', 'a', '{ "two": [1, 2], "one": 1 }'), event('notes', null, 'x')])).toEqual(
      [],
    );
  });

  it('names what changed down to the leaf', () => {
    const [before, after] = ['{"items":[{"price":1}],"old":true}', '{"items":[{"price":2},3],"a b":null}'];
    const differences = compare([event('orders', 'a', before)], [event('orders', 'a', after)]);
    expect(differences).toEqual([
      { type: 'changed', topic: 'orders', key: 'a', path: 'value.items[0].price', expected: '1', given: '2' },
      { type: 'changed', topic: 'orders', key: 'a', path: 'value.items[1]', given: '3' },
      { type: 'changed', topic: 'orders', key: 'a', path: 'value.old', expected: 'true' },
      { type: 'changed', topic: 'orders', key: 'a', path: 'value["a b"]', given: 'null' },
    ]);
    expect(differenceLines(differences).slice(0, 4)).toEqual([
      '→ orders · key a',
      '  value.items[0].price',
      '    - 1',
      '    + 2',
    ]);
    for (const difference of differences) expect(differenceSchema.parse(difference)).toEqual(difference);
  });

  it('says what is missing and what nobody expected, and takes the rest as it is', () => {
    const [one, two, three] = ['1', '2', '3'].map((value) => event('orders', value, value));
    expect(
      compare(
        [one, two, three].flatMap((each) => each ?? []),
        [one, three].flatMap((each) => each ?? []),
      ),
    ).toEqual([{ type: 'missing', event: { topic: 'orders', key: '2', value: '2' } }]);
    const elsewhere = event('bills', null, 'null');
    expect(compare([event('orders', '1', '1')], [elsewhere, event('orders', '1', '1')])).toEqual([
      { type: 'unexpected', event: { topic: 'bills', key: null, value: 'null' } },
    ]);
  });

  it('shows an event under another key as changed, and another topic as another event', () => {
    expect(compare([event('orders', 'a', '1')], [event('orders', 'b', '1')])).toEqual([
      { type: 'changed', topic: 'orders', key: 'b', path: 'key', expected: '"a"', given: '"b"' },
    ]);
    expect(compare([event('orders', 'a', '1')], [event('bills', 'a', '1')]).map(({ type }) => type)).toEqual([
      'missing',
      'unexpected',
    ]);
  });

  it('minds the order of events', () => {
    const [one, other] = [event('orders', 'a', '1'), event('bills', 'a', '1')];
    expect(compare([one, other], [other, one])).toHaveLength(2);
  });

  it('looks at headers only where they are expected, and at no value that is not known', () => {
    const given = [event('orders', 'a', '1', { by: 'now' })];
    expect(compare([{ topic: 'orders', key: 'a', value: undefined }], given)).toEqual([]);
    expect(compare([event('orders', 'a', '1', { by: 'then' })], given)).toMatchObject([
      { path: 'header by', expected: '"then"', given: '"now"' },
    ]);
  });

  it('tells a tombstone from JSON’s null in text topics, and equal bytes of text from others', () => {
    expect(compare([event('notes', null, 'null')], [event('notes', null, null)])).toHaveLength(1);
    expect(compare([event('notes', null, '{"a":1}')], [event('notes', null, '{ "a":1}')])).toHaveLength(1);
  });

  it('takes a failure for right where its message contains what is expected', () => {
    const given = { emitted: [], error: 'the card is declined' };
    expect(judge({ emitted: [], error: 'declined' }, given, { isJson })).toEqual([]);
    expect(judge({ emitted: [], error: 'expired' }, given, { isJson })).toEqual([
      { type: 'error', expected: 'expired', given: 'the card is declined' },
    ]);
    expect(judge({ emitted: [], error: undefined }, given, { isJson })).toMatchObject([{ given: given.error }]);
    const isSameError = (one: string, other: string): boolean => one === other;
    expect(judge({ emitted: [], error: 'declined' }, given, { isJson, isSameError })).toHaveLength(1);
    expect(judge({ emitted: [], error: 'declined' }, { emitted: [], error: undefined }, { isJson })).toHaveLength(1);
  });

  it('tells no more than two hundred differences, and cuts long values', () => {
    const many = Array.from({ length: 300 }, (_, index) => event('orders', String(index), 'x'.repeat(2000)));
    const differences = compare(many, []);
    expect(differences).toHaveLength(201);
    expect(differences.at(-1)).toEqual({ type: 'more', count: 100 });
    expect(JSON.stringify(differences).length).toBeLessThan(200_000);
  });
});

describe('a captured test', () => {
  it('needs a node and an event alone, as ever', () => {
    const test = capturedTestSchema.parse({ node: 'a', event: { topic: 't', value: '1' } });
    expect(test).toEqual({
      node: 'a',
      event: { topic: 't', key: null, value: '1', headers: {} },
      batch: [],
      emitted: [],
    });
    expect(testConditions(test, 7)).toEqual({ seed: 7, attempt: 1, clockMs: [Date.UTC(2024, 0, 1)] });
  });

  it('has a clock that reads what was captured, and then goes on', () => {
    const clock = givenClock([5, 9]);
    expect([clock(), clock(), clock(), clock()]).toEqual([5, 9, 10, 11]);
  });
});
