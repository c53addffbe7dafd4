import { describe, expect, it } from 'vitest';
import {
  conditionText,
  lagTimeText,
  lagTimeTitle,
  noKeysText,
  proposalText,
  shareText,
  waitText,
} from './health-words.ts';

describe('how health is put', () => {
  it('says how sure a wait is', () => {
    expect(lagTimeText({ known: 'exact', ms: 1900 })).toBe('1.9 s');
    expect(lagTimeText({ known: 'estimated', ms: 3000 })).toBe('about 3 s');
    expect(lagTimeText({ known: 'at-least', ms: 600_000 })).toBe('over 10 min');
    expect(lagTimeText({ known: 'no', because: 'cluster-away' })).toBe('not known');
    expect(lagTimeTitle({ known: 'no', because: 'cluster-away' })).toBe('The cluster gives no answer.');
    expect([0, 400, 9949, 18_000, 119_000, 125_000].map(waitText)).toEqual([
      '0 s',
      '0.4 s',
      '9.9 s',
      '18 s',
      '119 s',
      '2 min',
    ]);
  });

  it('is as exact with shares as it needs to be', () => {
    expect([0, 0.0001, 0.01, 0.055, 0.71, 1].map(shareText)).toEqual([
      '0 %',
      '<0.1 %',
      '1 %',
      '5.5 %',
      '71 %',
      '100 %',
    ]);
  });

  it('has a word for each proposal, condition and lack', () => {
    expect(proposalText({ action: 'set-instances', node: 'n', instances: 4 })).toBe('Run 4');
    expect(proposalText({ action: 'open-code', node: 'n', to: 'key' })).toBe('Change the key');
    expect(conditionText({ measure: 'lag', above: 200 })).toBe('lag over 200');
    expect(conditionText({ measure: 'p95', aboveMs: 80 })).toBe('p95 over 80 ms');
    expect(conditionText({ measure: 'errors', aboveShare: 0.05 })).toBe('over 5 % of calls fail');
    expect(conditionText({ measure: 'state', states: ['stopped', 'stalled'] })).toBe('stopped or stalled');
    expect(noKeysText({ known: 'no', because: 'no-keys' })).toBe('Its records have no keys.');
  });
});
