import type { PlannedProducer } from '../plan/plan.ts';
import { startCronTrigger } from './cron-trigger.ts';
import { intervalPace, ratePace, startPacedTrigger } from './paced-trigger.ts';
import { startReplayTrigger } from './replay-trigger.ts';
import type { RunningTrigger, TriggerPort } from './trigger.ts';

/** Starts what makes a producer tick by itself; undefined where it ticks only when asked (manual, HTTP). */
export function startTrigger(
  { trigger }: PlannedProducer,
  { projectFolder, ticksMade }: { projectFolder: string; ticksMade: number },
  port: TriggerPort,
): RunningTrigger | undefined {
  switch (trigger.type) {
    case 'manual':
    case 'http':
      return undefined;
    case 'interval':
      return startPacedTrigger(intervalPace(trigger.everyMs), port);
    case 'rate':
      return startPacedTrigger(ratePace(trigger.perSecond), port);
    case 'cron':
      return startCronTrigger(trigger, port);
    case 'replay':
      return startReplayTrigger({ ...trigger, projectFolder, skipRows: ticksMade }, port);
  }
}
