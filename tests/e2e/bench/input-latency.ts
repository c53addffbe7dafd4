import type { Page } from '@playwright/test';
import { placeOnNode } from './pointer.ts';

export interface Latency {
  readonly medianMs: number;
  /** 95 of 100 are no longer. */
  readonly slowMs: number;
  readonly inputs: number;
}

interface LatencyWatch {
  readonly topicraftLatencies: { pointerdown: number[]; keydown: number[] };
  readonly topicraftLatenciesEnd: AbortController;
}

const inputsOfEachKind = 40;

/**
 * From the browser's time of an input to the end of the next frame that the page makes after it: presses on nodes,
 * which select them, and keys that change the canvas's tool.
 */
export async function inputLatency(page: Page): Promise<{ pointer: Latency; keyboard: Latency }> {
  await page.evaluate(() => {
    const watch: LatencyWatch = Object.assign(globalThis, {
      topicraftLatencies: { pointerdown: [], keydown: [] },
      topicraftLatenciesEnd: new AbortController(),
    });
    const { signal } = watch.topicraftLatenciesEnd;
    for (const kind of ['pointerdown', 'keydown'] as const) {
      const note = ({ timeStamp }: Event): void => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => {
          watch.topicraftLatencies[kind].push(performance.now() - timeStamp);
          port1.close();
        });
        port1.start();
        // A message that is sent while a frame is made is read when it has been painted.
        requestAnimationFrame(() => port2.postMessage(undefined));
      };
      window.addEventListener(kind, note, { capture: true, signal });
    }
  });
  for (let input = 0; input < inputsOfEachKind; input += 1) {
    const { x, y } = await placeOnNode(page, input % 10);
    await page.mouse.click(x, y);
    await page.keyboard.press(input % 2 === 0 ? 'h' : 'v');
  }
  await page.keyboard.press('v');
  const { pointerdown, keydown } = await page.evaluate(() => {
    const watch = globalThis as unknown as LatencyWatch;
    watch.topicraftLatenciesEnd.abort();
    return watch.topicraftLatencies;
  });
  return { pointer: latencyOf(pointerdown), keyboard: latencyOf(keydown) };
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => Number((sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(1));
  return { medianMs: at(0.5), slowMs: at(0.95), inputs: sorted.length };
}
