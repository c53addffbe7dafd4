import { describe, expect, it } from 'vitest';
import type { NodeStatus, SessionFrame, SessionOverview } from '../../../shared/contract/index.ts';
import { ManualClock } from '../../../tests/support/manual-clock.ts';
import { type FrameReader, SessionFrames, type SessionStanding } from './session-frames.ts';

const overview: SessionOverview = { state: 'idle', target: { type: 'embedded' }, broker: 'none', perSecond: 0 };

function status(events: number): NodeStatus {
  return {
    kind: 'producer',
    state: 'running',
    events,
    perSecond: 1,
    errors: 0,
    history: [1],
    deployment: 'current',
    ended: false,
  };
}

class Play {
  readonly clock = new ManualClock(1000);
  readonly frames: SessionFrames;
  standing: SessionStanding = { overview, nodes: new Map(), edges: new Map(), diagnostics: [] };
  reads = 0;
  calls = 0;

  constructor() {
    this.frames = new SessionFrames(this.clock, () => {
      this.reads += 1;
      return structuredClone(this.standing);
    });
  }

  subscribe(): FrameReader {
    return this.frames.subscribe(() => (this.calls += 1));
  }

  nodes(events: Record<string, number>): void {
    const nodes = new Map(Object.entries(events).map(([id, count]) => [id, status(count)]));
    this.standing = { ...this.standing, nodes };
  }
}

function eventsIn(frame: SessionFrame | undefined): Record<string, number> | undefined {
  return frame && Object.fromEntries(Object.entries(frame.nodes).map(([id, node]) => [id, node.events]));
}

describe('frames', () => {
  it('begin with everything and go on with what has changed', async () => {
    const play = new Play();
    play.nodes({ web: 1, billing: 1 });
    const reader = play.subscribe();
    const first = reader.take();
    expect(first).toMatchObject({ timeMs: 1000, complete: true, overview, diagnostics: [], happenings: [] });
    expect(eventsIn(first)).toEqual({ web: 1, billing: 1 });
    expect(reader.take()).toBeUndefined();
    play.nodes({ web: 2, billing: 1 });
    play.frames.touch();
    await play.clock.advance(250);
    const second = reader.take();
    expect(second).toMatchObject({ complete: false });
    expect(second).not.toHaveProperty('diagnostics');
    expect(eventsIn(second)).toEqual({ web: 2 });
  });

  it('read the numbers at most four times a second, and only for a reader', async () => {
    const play = new Play();
    play.frames.setLive(true);
    await play.clock.advance(10_000);
    expect([play.reads, play.clock.pendingTimers]).toEqual([0, 0]);
    const reader = play.subscribe();
    reader.take();
    const before = play.reads;
    for (let step = 0; step < 100; step += 1) {
      play.frames.touch();
      await play.clock.advance(10);
    }
    expect(play.reads - before).toBeLessThanOrEqual(4);
    reader.close();
    expect(play.clock.pendingTimers).toBe(0);
  });

  it('are none while nothing changes', async () => {
    const play = new Play();
    play.nodes({ web: 1 });
    play.frames.setLive(true);
    const reader = play.subscribe();
    reader.take();
    play.calls = 0;
    await play.clock.advance(5000);
    expect(play.calls).toBe(0);
    play.frames.setLive(false);
    await play.clock.advance(1000);
    expect(play.clock.pendingTimers).toBe(0);
  });

  it('are merged for a slow reader: the last of each number, all that happened', async () => {
    const play = new Play();
    play.nodes({ web: 1, billing: 1 });
    play.frames.setLive(true);
    const slow = play.subscribe();
    const fast = play.subscribe();
    slow.take();
    fast.take();
    for (const events of [2, 3]) {
      play.nodes({ web: events, billing: 1 });
      play.frames.happened({ timeMs: 0, kind: 'crash', node: 'web', message: String(events) });
      await play.clock.advance(250);
      expect(eventsIn(fast.take())).toEqual({ web: events });
    }
    const merged = slow.take();
    expect(eventsIn(merged)).toEqual({ web: 3 });
    expect(merged?.happenings.map(({ message }) => message)).toEqual(['2', '3']);
    for (let index = 0; index < 300; index += 1)
      play.frames.happened({ timeMs: 0, kind: 'crash', message: String(index) });
    const last = slow.take()?.happenings;
    expect([last?.length, last?.[0]?.message, last?.at(-1)?.message]).toEqual([200, '100', '299']);
  });

  it('tell what happens at once, with the numbers as they were', () => {
    const play = new Play();
    const reader = play.subscribe();
    reader.take();
    play.nodes({ web: 5 });
    play.frames.happened({ timeMs: 7, kind: 'deploy', node: 'web', message: 'web runs its new code' });
    expect(reader.take()).toMatchObject({ nodes: {}, happenings: [{ kind: 'deploy' }] });
  });

  it('have all diagnostics whenever they are others', async () => {
    const play = new Play();
    const reader = play.subscribe();
    reader.take();
    const diagnostic = { code: 'x', severity: 'warning' as const, message: 'm', place: {}, remedy: 'r' };
    play.standing = { ...play.standing, diagnostics: [diagnostic] };
    play.frames.touch();
    await play.clock.advance(250);
    expect(reader.take()).toMatchObject({ diagnostics: [diagnostic] });
    play.standing = { ...play.standing, diagnostics: [] };
    play.frames.touch();
    await play.clock.advance(250);
    expect(reader.take()).toMatchObject({ diagnostics: [] });
  });
});
