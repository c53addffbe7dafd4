import type { AlertCondition, KeyShares, LagTime, Proposal } from '../../shared/contract/index.ts';
import { countText, latencyText } from '../ui/number-text.ts';

/** `1.9 s`, `about 3 s`, `over 10 min`, `not known`. */
export function lagTimeText(time: LagTime): string {
  switch (time.known) {
    case 'exact':
      return waitText(time.ms);
    case 'estimated':
      return `about ${waitText(time.ms)}`;
    case 'at-least':
      return `over ${waitText(time.ms)}`;
    case 'no':
      return 'not known';
  }
}

/** Where the figure comes from, in a sentence. */
export function lagTimeTitle(time: LagTime): string {
  switch (time.known) {
    case 'exact':
      return 'By the record’s own timestamp.';
    case 'estimated':
      return 'Estimated by when the partition’s end passed the record: on this cluster records aren’t read for it.';
    case 'at-least':
      return 'The record was there before anybody looked, so it has waited for longer than this.';
    case 'no':
      return time.because === 'cluster-away' ? 'The cluster gives no answer.' : 'Nobody has looked yet.';
  }
}

/** `0 s`, `0.4 s`, `18 s`, `3 min`. */
export function waitText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min`;
}

/** `71 %`, `0.01 %`, `0 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent >= 9.95) return `${Math.round(percent)} %`;
  return `${percent >= 0.1 ? percent.toFixed(1).replace(/\.0$/, '') : '<0.1'} %`;
}

/** What a button that does it says. */
export function proposalText(proposal: Proposal): string {
  switch (proposal.action) {
    case 'set-instances':
      return `Run ${countText(proposal.instances)}`;
    case 'set-concurrency':
      return `${countText(proposal.concurrency)} at once`;
    case 'set-partitions':
      return `${countText(proposal.partitions)} partitions`;
    case 'open-code':
      return { key: 'Change the key', speed: 'Open the code', failure: 'Open the code' }[proposal.to];
    case 'see-events':
      return 'See the events';
    case 'see-logs':
      return 'See the logs';
    case 'start-node':
      return 'Start it';
    case 'restart-partition':
      return 'Try again';
  }
}

/** Why there are no keys to show. */
export function noKeysText(keys: Extract<KeyShares, { known: 'no' }>): string {
  return keys.because === 'no-keys' ? 'Its records have no keys.' : 'No records in the last seconds.';
}

/** `lag over 200`. */
export function conditionText(condition: AlertCondition): string {
  switch (condition.measure) {
    case 'lag':
      return `lag over ${countText(condition.above)}`;
    case 'waits':
      return `an event waits over ${waitText(condition.aboveMs)}`;
    case 'p95':
      return `p95 over ${latencyText(condition.aboveMs)}`;
    case 'errors':
      return `over ${shareText(condition.aboveShare)} of calls fail`;
    case 'state':
      return condition.states.join(' or ');
  }
}
