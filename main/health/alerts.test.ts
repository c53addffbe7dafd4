import { describe, expect, it } from 'vitest';
import type { AlertRule } from '../../shared/contract/index.ts';
import { Alerts } from './alerts.ts';
import type { WatchedFigures } from './watched-figures.ts';

const lagRule: AlertRule = { id: 'r1', node: 'billing', condition: { measure: 'lag', above: 100 } };

class Play {
  readonly alerts = new Alerts();
  nowMs = 0;
  fired = 0;

  constructor(...rules: AlertRule[]) {
    this.alerts.setRules(rules);
  }

  second(figures: Partial<WatchedFigures>): void {
    this.nowMs += 1000;
    this.fired += this.alerts.judge(
      (node) => (node === 'billing' ? { name: 'billing', state: 'running', ...figures } : undefined),
      this.nowMs,
    ).length;
  }
}

describe('alerts', () => {
  it('are raised once, when the threshold is passed for longer than a look', () => {
    const play = new Play(lagRule);
    play.second({ lag: 500 });
    play.second({ lag: 50 });
    expect(play.fired).toBe(0);
    for (let second = 0; second < 5; second += 1) play.second({ lag: 200 + second });
    expect(play.fired).toBe(1);
    expect(play.alerts.raised).toEqual([
      { rule: lagRule, sinceMs: 4000, value: 201, message: 'billing: lag 201, over 100' },
    ]);
  });

  it('stay one while the figure goes up and down around the threshold, and end when it is well below', () => {
    const play = new Play(lagRule);
    for (let second = 0; second < 60; second += 1) play.second({ lag: second % 4 < 2 ? 120 : 90 });
    for (let second = 0; second < 60; second += 1) play.second({ lag: second % 4 < 3 ? 60 : 101 });
    expect(play.fired).toBe(1);
    for (let second = 0; second < 5; second += 1) play.second({ lag: 80 });
    expect(play.alerts.raised).toHaveLength(1);
    play.second({ lag: 80 });
    expect(play.alerts.raised).toEqual([]);
    for (let second = 0; second < 3; second += 1) play.second({ lag: 101 });
    expect(play.fired).toBe(2);
  });

  it('neither begin nor end while the figure is not known', () => {
    const play = new Play(lagRule);
    for (let second = 0; second < 3; second += 1) play.second({ lag: 200 });
    for (let second = 0; second < 30; second += 1) play.second({});
    expect(play.alerts.raised).toHaveLength(1);
  });

  it('of a state are raised at once', () => {
    const play = new Play({
      id: 'r2',
      node: 'billing',
      condition: { measure: 'state', states: ['stopped', 'stalled'] },
    });
    play.second({ state: 'stalled' });
    play.second({ state: 'stopped' });
    expect(play.fired).toBe(1);
    for (let second = 0; second < 6; second += 1) play.second({ state: 'running' });
    expect(play.alerts.raised).toEqual([]);
  });

  it('watch each measure', () => {
    const conditions = [
      [{ measure: 'waits', aboveMs: 2000 }, { waitsMs: 2001 }],
      [{ measure: 'p95', aboveMs: 50 }, { p95Ms: 51 }],
      [{ measure: 'errors', aboveShare: 0.1 }, { errorShare: 0.2 }],
    ] as const;
    for (const [condition, figures] of conditions) {
      const play = new Play({ id: 'r', node: 'billing', condition });
      for (let second = 0; second < 3; second += 1) play.second(figures);
      expect(play.fired).toBe(1);
    }
  });

  it('begin anew with a rule that was changed, and go with one that is gone', () => {
    const play = new Play(lagRule);
    for (let second = 0; second < 3; second += 1) play.second({ lag: 200 });
    play.alerts.setRules([lagRule]);
    expect(play.alerts.raised).toHaveLength(1);
    play.alerts.setRules([{ ...lagRule, condition: { measure: 'lag', above: 150 } }]);
    expect(play.alerts.raised).toEqual([]);
    for (let second = 0; second < 3; second += 1) play.second({ lag: 200 });
    expect(play.fired).toBe(2);
    play.alerts.setRules([]);
    expect(play.alerts.raised).toEqual([]);
  });
});
