import type { NodeStatus } from '../../../shared/contract/index.ts';
import type { Node, Trigger } from '../../../shared/graph/index.ts';
import { stateWord } from '../../state/state-word.ts';
import { countText, rateText } from '../../ui/number-text.ts';

/** What a screen reader says of a node: "consumer payment-service, falling behind, lag 217". */
export function nodeLabel(node: Node, status: NodeStatus | undefined, isSelected: boolean): string {
  const parts = [`${node.kind} ${node.name}`];
  if (node.kind === 'consumer' && node.guarantee === 'exactly-once') parts.push('exactly once');
  if (status) {
    parts.push(stateWord(status));
    if (status.state === 'running') parts.push(`${rateText(status.perSecond)} a second`);
    if (status.kind === 'consumer' && status.lag !== undefined) parts.push(`lag ${countText(status.lag)}`);
    if (status.errors > 0) parts.push(status.errors === 1 ? '1 error' : `${countText(status.errors)} errors`);
    if (status.kind !== 'topic' && status.deployment !== 'current') parts.push('not deployed');
  }
  if (isSelected) parts.push('selected');
  return parts.join(', ');
}

/** What makes a producer tick, in a word or two. */
export function triggerText(trigger: Trigger): string {
  switch (trigger.type) {
    case 'manual':
      return 'by hand';
    case 'interval':
      return `every ${spanText(trigger.everyMs)}`;
    case 'rate':
      return `${rateText(trigger.perSecond)}/s`;
    case 'cron':
      return trigger.expression;
    case 'replay':
      return 'replay';
    case 'http':
      return `POST ${trigger.path}`;
  }
}

function spanText(durationMs: number): string {
  if (durationMs < 1000) return `${durationMs} ms`;
  if (durationMs < 60_000) return `${durationMs / 1000} s`;
  return durationMs < 3_600_000 ? `${Math.round(durationMs / 60_000)} min` : `${Math.round(durationMs / 3_600_000)} h`;
}

export function partitionsText(partitions: number): string {
  return partitions === 1 ? '1 partition' : `${partitions} partitions`;
}

export type Heat = 0 | 1 | 2 | 3 | 4;

/** How hot a partition is, by what it takes of the topic's traffic beside what would be fair. */
export function heatOf(share: number, partitions: number): Heat {
  const timesFair = share * partitions;
  if (timesFair < 0.02) return 0;
  if (timesFair < 1.3) return 1;
  if (timesFair < 1.8) return 2;
  // With few partitions even all of the traffic is few times the fair share.
  return isHot(share, partitions) ? 4 : 3;
}

/** Over twice its fair share and over 30 %. */
export function isHot(share: number, partitions: number): boolean {
  return partitions > 1 && share * partitions > 2 && share > 0.3;
}

/** `p2 takes 71 %` of the hottest partition, where one is hot. */
export function hotPartitionText(partitions: readonly { partition: number; share: number }[]): string | undefined {
  const hottest = partitions.reduce<{ partition: number; share: number } | undefined>(
    (most, partition) => (!most || partition.share > most.share ? partition : most),
    undefined,
  );
  if (!hottest || !isHot(hottest.share, partitions.length)) return undefined;
  return `p${hottest.partition} takes ${Math.round(hottest.share * 100)} %`;
}

const mostCells = 12;
const mostStripCells = 48;

/** The cells that a topic is drawn with: one a partition, or the hottest of each group where there are too many. */
export function cellsOf(shares: readonly number[]): { readonly heats: readonly Heat[]; readonly isStrip: boolean } {
  const count = shares.length;
  if (count <= mostStripCells) {
    return { heats: shares.map((share) => heatOf(share, count)), isStrip: count > mostCells };
  }
  const heats = Array.from({ length: mostStripCells }, (_, cell) => {
    const first = Math.floor((cell * count) / mostStripCells);
    const end = Math.floor(((cell + 1) * count) / mostStripCells);
    return heatOf(Math.max(...shares.slice(first, end)), count);
  });
  return { heats, isStrip: true };
}
