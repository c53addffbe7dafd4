import {
  type CapturedEvent,
  type CapturedTest,
  type Difference,
  differenceLines,
  eventConditions,
  judge,
  testConditions,
  tickTestTimeoutMs,
} from '../../../shared/captured-test/index.ts';
import { errorReportOf, toErrorReport } from '../error-report.ts';
import type { PlannedTopic } from '../plan/plan.ts';
import type { CallInput, RecordForWorker } from '../protocol/host-worker.ts';
import { type PerformedTrial, performTrial, trialTopics } from './perform-trial.ts';
import type { ServiceDefinition } from './definition.ts';

export interface CapturedTrial {
  readonly service: ServiceDefinition;
  /** Names its node and its topics by their names. */
  readonly test: CapturedTest;
}

export interface TestVerdict {
  /** Empty where the handler gave what it must. */
  readonly differences: readonly Difference[];
  /** The same for people to read; empty likewise. */
  readonly text: string;
}

/** Runs a captured test on a service's handler, and judges as Topicraft does. Rejects where the service has no such node. */
export async function tryCapturedTest({ service, test }: CapturedTrial): Promise<TestVerdict> {
  const topics = trialTopics(service);
  const timeoutMs = service.consumers.find(({ name }) => name === test.node)?.delivery.timeoutMs ?? tickTestTimeoutMs;
  const outcome = await performInTime(service, test, topics, timeoutMs);
  const emitted = outcome.emitted
    .toSorted((one, other) => one.cause - other.cause || one.emitIndex - other.emitIndex)
    .map(({ topic, key, value, headers }) => ({
      topic,
      key: key && Buffer.from(key).toString('utf8'),
      value: value && Buffer.from(value).toString(topics.get(topic)?.format === 'bytes' ? 'base64' : 'utf8'),
      headers: Object.fromEntries(headers.map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')])),
    }));
  const error = outcome.error === undefined ? undefined : toErrorReport(outcome.error, process.cwd()).message;
  const isJson = (topic: string): boolean => topics.get(topic)?.format === 'json';
  const differences = judge({ emitted: test.emitted, error: test.error }, { emitted, error }, { isJson });
  return { differences, text: differenceLines(differences).join('\n') };
}

type Outcome = Pick<PerformedTrial, 'emitted' | 'error'>;

/** A handler that takes too long has failed, as it has in a run; what it emitted until then counts. */
async function performInTime(
  service: ServiceDefinition,
  test: CapturedTest,
  topics: ReadonlyMap<string, PlannedTopic>,
  timeoutMs: number,
): Promise<Outcome> {
  const abort = new AbortController();
  const emitted: PerformedTrial['emitted'][number][] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => {
      abort.abort('timed-out');
      resolve({
        emitted: [...emitted],
        error: errorReportOf('timed-out', `The handler took longer than ${timeoutMs} ms.`),
      });
    }, timeoutMs);
  });
  const { seed, attempt, clockMs } = testConditions(test, service.seed);
  try {
    const performed = performTrial({
      service,
      node: test.node,
      input: inputOf(test, topics),
      conditions: { seed, attempt, clockMs },
      environment: {},
      signal: abort.signal,
      onEmit: (emit) => emitted.push(emit),
    });
    return await Promise.race([performed, late]);
  } finally {
    clearTimeout(timer);
  }
}

function inputOf({ event, batch }: CapturedTest, topics: ReadonlyMap<string, PlannedTopic>): CallInput {
  if (event.topic !== undefined) {
    const records = [event, ...batch].map((each, index) => recordOf(each, index, topics));
    return { type: 'records', records };
  }
  const { id, timestampMs } = eventConditions(event, 0);
  const payload: unknown = event.value === null ? undefined : JSON.parse(event.value);
  return { type: 'tick', tick: { id, index: 0, timeMs: timestampMs, payload } };
}

function recordOf(event: CapturedEvent, index: number, topics: ReadonlyMap<string, PlannedTopic>): RecordForWorker {
  const { topic = '', key, value, headers } = event;
  const encoding = topics.get(topic)?.format === 'bytes' ? 'base64' : 'utf8';
  return {
    ...eventConditions(event, index),
    topic,
    key: key === null ? null : Buffer.from(key, 'utf8'),
    value: value === null ? null : Buffer.from(value, encoding),
    headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text, 'utf8')]),
  };
}
