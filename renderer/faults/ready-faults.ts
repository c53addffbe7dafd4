import { Hourglass, PlugZap, PowerOff, Shuffle, Unplug } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ContractInputs } from '../../shared/contract/index.ts';

type FaultRule = ContractInputs['faults']['set']['plan']['faults'][number];

/** A fault that a person chooses by a click. */
export interface ReadyFault {
  readonly label: string;
  readonly what: string;
  readonly icon: LucideIcon;
  /** Whether it can be about one topic alone. */
  readonly isOfTopics: boolean;
  readonly rule: Omit<FaultRule, 'id' | 'match'>;
  readonly apis?: readonly string[];
}

export const readyFaults: readonly ReadyFault[] = [
  {
    label: 'Slow broker',
    what: 'Each request waits 0.3 to 1 s.',
    icon: Hourglass,
    isOfTopics: true,
    rule: { effect: { type: 'delay', delayMs: 300, jitterMs: 700 } },
  },
  {
    label: 'Broker down',
    what: 'Nobody reaches it for 10 s.',
    icon: PowerOff,
    isOfTopics: false,
    rule: { effect: { type: 'broker-down' }, forMs: 10_000 },
  },
  {
    label: 'Refuse writes',
    what: 'Producers are told NOT_ENOUGH_REPLICAS, which they may try again.',
    icon: Unplug,
    isOfTopics: true,
    apis: ['Produce'],
    rule: { effect: { type: 'error', error: 'NOT_ENOUGH_REPLICAS' } },
  },
  {
    label: 'Lose answers',
    what: 'One write in five is stored, and its connection is lost.',
    icon: PlugZap,
    isOfTopics: true,
    apis: ['Produce'],
    rule: { effect: { type: 'disconnect', when: 'after' }, probability: 0.2 },
  },
  {
    label: 'Leader moved',
    what: 'Partitions are without a leader for 5 s.',
    icon: Shuffle,
    isOfTopics: true,
    rule: { effect: { type: 'leader-moved' }, forMs: 5000 },
  },
];

/** The fault itself; its id is what the person sees of it. */
export function ruleOf({ label, isOfTopics, apis, rule }: ReadyFault, topic: string | undefined): FaultRule {
  const isOfOne = isOfTopics && topic !== undefined;
  const match = { ...(apis && { apis }), ...(isOfOne && { topics: [topic] }) };
  return { id: isOfOne ? `${label}: ${topic}` : label, ...(Object.keys(match).length > 0 && { match }), ...rule };
}
