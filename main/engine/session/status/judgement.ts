import type { Cause, NodeState, TroubleName } from '../../../../shared/contract/index.ts';

/** How a node is to be shown: its state, and why where it is in trouble. */
export interface Judgement {
  readonly state: NodeState;
  readonly reason?: string;
  /** With `warning` alone. */
  readonly trouble?: TroubleName;
  /** With `error` and `stalled` alone. */
  readonly cause?: Cause;
}

/** How often something went wrong over the last seconds, and how it was put last. */
export interface Trouble {
  readonly count: number;
  readonly message: string;
}

/** `3 events`, `1 event`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

/** `18 s`, `3 min`. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** `71 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `2`, `0.4`: as exact as it needs to be. */
export function rate(perSecond: number): string {
  return perSecond < 10 ? String(Math.round(perSecond * 10) / 10) : Math.round(perSecond).toLocaleString('en');
}

/** A message of somebody else's, in one line that fits and ends like a sentence. */
export function asSentence(message: string): string {
  const [line = ''] = message.trim().split('\n');
  const short = line.length > 200 ? `${line.slice(0, 200)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
