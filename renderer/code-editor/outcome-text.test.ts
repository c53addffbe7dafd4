import { describe, expect, it } from 'vitest';
import { givenText, outcomeText } from './outcome-text.ts';

const nothing = { ok: true, durationMs: 4, emitted: [], logs: [], diagnostics: [] };

describe('outcomeText', () => {
  it('has emitted events with their values indented, and logs', () => {
    const text = outcomeText({
      ...nothing,
      emitted: [{ topic: 'payments', key: 'o-1', value: '{"amount":1}', headers: { source: 'web' } }],
      logs: [{ level: 'info', message: 'charged', fields: '{"id":1}' }],
    });
    expect(text).toBe('→ payments · key o-1\n  source: web\n{\n  "amount": 1\n}\ninfo charged {"id":1}');
  });

  it('has the error with its frames, and no times', () => {
    const error = {
      name: 'TypeError',
      message: 'no amount',
      stack: 'TypeError: no amount\n    at handle (handlers/a.ts:3:9)',
    };
    expect(outcomeText({ ...nothing, ok: false, error })).toBe('TypeError: no amount\nat handle (handlers/a.ts:3:9)');
  });

  it('says so where there is nothing', () => {
    expect(outcomeText(nothing)).toBe('It emitted nothing and logged nothing.');
  });
});

describe('givenText', () => {
  it('has what counts as given alone: no logs, and of an error its message', () => {
    const error = { name: 'TypeError', message: 'no amount', stack: 'TypeError: no amount\n    at a.ts:3:9' };
    const logs = [{ level: 'info' as const, message: 'charged' }];
    expect(givenText({ ...nothing, ok: false, error, logs })).toBe('Error: no amount');
    expect(givenText({ ...nothing, logs })).toBe('It emitted nothing.');
  });
});
