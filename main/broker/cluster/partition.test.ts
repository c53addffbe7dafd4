import { describe, expect, it } from 'vitest';
import {
  afterJoining,
  afterLeaving,
  afterRestart,
  electPreferred,
  electUnclean,
  leadAgain,
  moveLeader,
  newPartition,
  noLeader,
  type Partition,
  reassign,
} from './partition.ts';

const up =
  (...nodeIds: readonly number[]) =>
  (nodeId: number) =>
    nodeIds.includes(nodeId);
const made = newPartition(0, [2, 3, 1], up(1, 2, 3));

const told = ({ leaderId, leaderEpoch, isrIds }: Partition) => ({ leaderId, leaderEpoch, isr: isrIds.join(' ') });

describe('a partition', () => {
  it('is led by the first of its replicas that is up', () => {
    expect(told(made)).toEqual({ leaderId: 2, leaderEpoch: 0, isr: '2 3 1' });
    expect(told(newPartition(0, [2, 3, 1], up(1, 3)))).toEqual({ leaderId: 3, leaderEpoch: 0, isr: '3 1' });
  });

  it('is led by the next in sync when its leader goes, in another epoch', () => {
    const without2 = afterLeaving(made, 2, up(1, 3));
    expect(told(without2)).toEqual({ leaderId: 3, leaderEpoch: 1, isr: '3 1' });
    // A follower that goes changes no epoch.
    expect(told(afterLeaving(without2, 1, up(3)))).toEqual({ leaderId: 3, leaderEpoch: 1, isr: '3' });
    expect(afterLeaving(made, 7, up(1, 2, 3))).toBe(made);
  });

  it('has no leader when the last in sync goes, and none but that one leads again', () => {
    const last = afterLeaving(afterLeaving(made, 1, up(2, 3)), 3, up(2));
    const nobody = afterLeaving(last, 2, up());
    expect(told(nobody)).toEqual({ leaderId: noLeader, leaderEpoch: 1, isr: '2' });
    expect(afterJoining(nobody, 3, up(3))).toBe(nobody);
    expect(told(afterJoining(nobody, 2, up(2, 3)))).toEqual({ leaderId: 2, leaderEpoch: 2, isr: '2 3' });
  });

  it('is in sync with a broker that has come back, which does not lead by that', () => {
    const back = afterJoining(afterLeaving(made, 2, up(1, 3)), 2, up(1, 2, 3));
    expect(told(back)).toEqual({ leaderId: 3, leaderEpoch: 1, isr: '3 1 2' });
    expect(afterJoining(made, 9, up(1, 2, 3, 9))).toBe(made);
  });

  it('is led by the preferred replica where that is asked for and can be', () => {
    const moved = afterLeaving(made, 2, up(1, 3));
    expect(electPreferred(made, up(1, 2, 3))).toBe('ELECTION_NOT_NEEDED');
    expect(electPreferred(moved, up(1, 3))).toBe('PREFERRED_LEADER_NOT_AVAILABLE');
    const back = electPreferred(afterJoining(moved, 2, up(1, 2, 3)), up(1, 2, 3));
    expect(typeof back === 'string' ? back : told(back)).toEqual({ leaderId: 2, leaderEpoch: 2, isr: '3 1 2' });
  });

  it('is led by any replica where nobody leads and that is asked for', () => {
    const last = afterLeaving(afterLeaving(made, 1, up(2, 3)), 3, up(2));
    const nobody = afterLeaving(last, 2, up());
    expect(electUnclean(made, up(1, 2, 3))).toBe('ELECTION_NOT_NEEDED');
    expect(electUnclean(nobody, up())).toBe('ELIGIBLE_LEADERS_NOT_AVAILABLE');
    const led = electUnclean(nobody, up(1, 3));
    expect(typeof led === 'string' ? led : told(led)).toEqual({ leaderId: 3, leaderEpoch: 2, isr: '3 1' });
  });

  it('moves to another replica in sync, and is without a leader where there is none', () => {
    expect(told(moveLeader(made, up(1, 2, 3)))).toEqual({ leaderId: 3, leaderEpoch: 1, isr: '2 3 1' });
    const alone = newPartition(0, [2], up(1, 2));
    const nobody = moveLeader(alone, up(1, 2));
    expect(told(nobody)).toEqual({ leaderId: noLeader, leaderEpoch: 1, isr: '2' });
    expect(told(leadAgain(nobody, up(1, 2)))).toEqual({ leaderId: 2, leaderEpoch: 2, isr: '2' });
    expect(leadAgain(made, up(1, 2, 3))).toBe(made);
    // Who has come back meanwhile is in sync with who leads again.
    const away = moveLeader(afterLeaving(newPartition(0, [1, 2], up(1, 2)), 2, up(1)), up(1));
    expect(told(away)).toEqual({ leaderId: noLeader, leaderEpoch: 1, isr: '1' });
    expect(told(leadAgain(away, up(1, 2)))).toEqual({ leaderId: 1, leaderEpoch: 2, isr: '1 2' });
    expect(moveLeader(away, up())).toBe(away);
  });

  it('keeps its leader among other replicas, where it can', () => {
    const all = up(1, 2, 3, 4);
    expect(told(reassign(made, [1, 2, 3, 4], all))).toEqual({ leaderId: 2, leaderEpoch: 0, isr: '1 2 3 4' });
    expect(told(reassign(made, [1, 2], all))).toEqual({ leaderId: 2, leaderEpoch: 1, isr: '1 2' });
    expect(told(reassign(made, [4, 1], all))).toEqual({ leaderId: 4, leaderEpoch: 1, isr: '4 1' });
    const last = afterLeaving(afterLeaving(made, 1, up(2, 3)), 3, up(2));
    const nobody = afterLeaving(last, 2, up(1));
    expect(told(reassign(nobody, [1, 2], up(1)))).toEqual({ leaderId: noLeader, leaderEpoch: 1, isr: '2' });
  });

  it('begins an epoch when its brokers start again, and waits for them where none does', () => {
    expect(told(afterRestart(made, up(1, 3)))).toEqual({ leaderId: 3, leaderEpoch: 1, isr: '3 1' });
    expect(told(afterRestart(made, up(7)))).toEqual({ leaderId: noLeader, leaderEpoch: 0, isr: '2 3 1' });
  });
});
