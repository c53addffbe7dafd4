import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { advanceUntil, ManualClock } from '../../../tests/support/manual-clock.ts';
import type { Life, TraceSummary } from '../../../shared/contract/index.ts';
import type { Traces } from '../../tracing/index.ts';
import { OtlpExport } from './otlp-export.ts';

type Answer = number | { readonly status: number; readonly retryAfter: string };

/** A collector that gives these answers, and then takes all. */
async function collector(...answers: Answer[]) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const answer = answers[requests] ?? 200;
      requests += 1;
      response.writeHead(
        typeof answer === 'number' ? answer : answer.status,
        typeof answer === 'number' ? {} : { 'retry-after': answer.retryAfter },
      );
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return { endpoint, requests: () => requests };
}

/** The traces of a run with so many, each of one record; it is over. */
function tracesOf(count: number): Pick<Traces, 'call' | 'watch'> {
  const idOf = (number: number): string => number.toString(16).padStart(32, '0');
  const summaries = Array.from({ length: count }, (_, index): TraceSummary => {
    const root = { eventId: idOf(index + 1), topic: { id: 'orders', name: 'orders' }, key: null };
    const counts = { records: 1, attempts: 0, failedAttempts: 0, deadLetters: 0 };
    return { traceId: idOf(index + 1), session: 1, startedMs: 0, lastMs: 0, root, ...counts };
  });
  const lifeOf = (eventId: string): Life => {
    const records = [{ partition: 0, offset: '0', sentMs: 1, appendedMs: 2 }];
    const node = { id: 'shop', name: 'shop' };
    const topic = { id: 'orders', name: 'orders' };
    const told = { key: null, value: null, valueBytes: 0, attempts: [] };
    const events: Life['events'] = [{ ref: '1', eventId, topic, edge: 'root', node, records, ...told }];
    return { traceId: eventId, session: 1, focus: '1', events, known: 1, cut: false };
  };
  const answers: Record<string, (...parameters: never[]) => unknown> = {
    tracesAfter: (_session: number, after: number) =>
      summaries.map((trace, index) => ({ number: index + 1, trace })).filter(({ number }) => number > after),
    life: ({ eventId }: { eventId: string }) => lifeOf(eventId),
  };
  const call = (name: string, ...parameters: never[]) => Promise.resolve(answers[name]?.(...parameters));
  return { call: call as Traces['call'], watch: () => () => undefined };
}

function exportTo(endpoint: string, clock: ManualClock, traces = tracesOf(3)): OtlpExport {
  return new OtlpExport({ endpoint, traces, session: 1, clock, serviceOf: () => 'shop' });
}

/** Lets time go on until it is so. */
async function until(clock: ManualClock, isSo: () => boolean): Promise<void> {
  await advanceUntil(clock, untilSo(isSo));
}

async function untilSo(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

describe('the export of spans', () => {
  it.each([429, 502, 503, 504])('sends again what a collector that answers %d did not take', async (status) => {
    const { endpoint, requests } = await collector(status, status);
    const clock = new ManualClock();
    const sending = exportTo(endpoint, clock);
    await until(clock, () => requests() === 1 && sending.standing.problem !== undefined);
    expect(sending.standing).toMatchObject({ sentSpans: 0, lostSpans: 0 });
    expect(sending.standing.problem).toContain(`answered ${status}`);
    await until(clock, () => sending.standing.sentSpans > 0);
    expect(sending.standing).toEqual({ endpoint, sentSpans: 3, lostSpans: 0 });
    expect(requests()).toBe(3);
    await sending.end();
    expect(requests()).toBe(3);
  });

  it('waits for as long as the collector asks, and longer and longer otherwise', async () => {
    const { endpoint, requests } = await collector(503, 503, 503, { status: 429, retryAfter: '30' });
    const clock = new ManualClock();
    const sending = exportTo(endpoint, clock);
    const pauses: number[] = [];
    for (let request = 1; request <= 5; request += 1) {
      const fromMs = clock.nowMs();
      while (requests() < request) {
        await clock.advance(100);
        // What is under way ends before time goes on.
        if (clock.pendingTimers === 0) await untilSo(() => clock.pendingTimers > 0);
      }
      if (request > 1) pauses.push(clock.nowMs() - fromMs);
    }
    expect(pauses).toEqual([1000, 1500, 2300, 30_000]);
    await sending.end();
    expect(sending.standing).toEqual({ endpoint, sentSpans: 3, lostSpans: 0 });
  });

  it('loses what a collector never takes, and says so', async () => {
    const { endpoint, requests } = await collector(400);
    const clock = new ManualClock();
    const sending = exportTo(endpoint, clock);
    await until(clock, () => sending.standing.lostSpans > 0);
    expect(sending.standing).toMatchObject({ sentSpans: 0, lostSpans: 3 });
    await sending.end();
    expect(requests()).toBe(1);
  });

  it('asks once more at the end who answered, and keeps nobody waiting for who did not', async () => {
    const { endpoint } = await collector(503);
    const clock = new ManualClock();
    const sending = exportTo(endpoint, clock);
    await until(clock, () => sending.standing.problem !== undefined);
    await sending.end();
    expect(sending.standing).toEqual({ endpoint, sentSpans: 3, lostSpans: 0 });

    const silent = exportTo('http://127.0.0.1:1', clock);
    await until(clock, () => silent.standing.problem !== undefined);
    expect(silent.standing).toMatchObject({ sentSpans: 0, lostSpans: 0 });
    await silent.end();
    expect(silent.standing).toMatchObject({ sentSpans: 0, lostSpans: 3 });
  });
});
