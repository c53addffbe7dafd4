import { Cron } from 'croner';
import type { Producer } from '../../../../shared/graph/index.ts';
import type { LoadedProject } from '../project.ts';
import { findProjectFile } from '../read-file.ts';
import { finding, type ProjectFinding } from './check-code.ts';

/** Whether producers can tick: cron expressions that parse, time zones that exist, replay files that are there. */
export async function checkTriggers(project: LoadedProject): Promise<ProjectFinding[]> {
  const findings: ProjectFinding[] = [];
  for (const producer of project.graph.nodes) {
    if (producer.kind !== 'producer') continue;
    if (producer.trigger.type === 'cron') findings.push(...checkCron(producer, producer.trigger));
    if (producer.trigger.type === 'replay')
      findings.push(...(await checkReplay(producer, producer.trigger.file, project)));
  }
  return findings;
}

function checkCron(
  producer: Producer,
  trigger: { expression: string; timeZone?: string | undefined },
): ProjectFinding[] {
  const findings: ProjectFinding[] = [];
  const { expression, timeZone } = trigger;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const message = `The producer "${producer.name}" ticks in ${JSON.stringify(timeZone)}, which is no time zone.`;
    const place = { element: producer.id, field: 'trigger.timeZone' };
    findings.push(
      finding('time-zone-unknown', 'error', place, message, 'Use a name of the IANA database, such as Europe/Berlin.'),
    );
  }
  const problem = problemOfCron(expression);
  if (problem !== undefined) {
    const message = `The cron expression of "${producer.name}", ${JSON.stringify(expression)}, ${problem}.`;
    const place = { element: producer.id, field: 'trigger.expression' };
    findings.push(
      finding(
        'cron-invalid',
        'error',
        place,
        message,
        'Write minute, hour, day, month and weekday, such as "*/5 * * * *".',
      ),
    );
  }
  return findings;
}

function problemOfCron(expression: string): string | undefined {
  try {
    return new Cron(expression, { paused: true }).nextRun() === null ? 'is never due' : undefined;
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^CronPattern: /, '').replace(/\.$/, '') : String(error);
    return `cannot be read: ${reason}`;
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone }).format();
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function checkReplay(producer: Producer, file: string, project: LoadedProject): Promise<ProjectFinding[]> {
  const found = await findProjectFile(project.folder, file);
  if (found.status === 'found') return [];
  const place = { element: producer.id, field: 'trigger.file', file };
  if (found.status === 'refused') {
    const { message, remedy } = found.diagnostic;
    return [finding('replay-not-readable', 'error', place, message, remedy)];
  }
  const message = `The producer "${producer.name}" replays ${file}, and there is no such file.`;
  return [finding('replay-missing', 'error', place, message, 'Put the file into the project, or choose another one.')];
}
