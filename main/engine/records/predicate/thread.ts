import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { type PredicateBatch, unpackBatch } from './predicate-batch.ts';
import type { PredicateAnswer, PredicateStart } from './predicate-messages.ts';
import { PredicateRealm } from './predicate-realm.ts';

/** Entry of a worker thread. RunningPredicate alone starts it, with a `PredicateStart`, and ends it. */
const port = parentPort;
if (port) {
  const { source, progress } = workerData as PredicateStart;
  const counter = new Int32Array(progress);
  const answer = (message: PredicateAnswer): void => port.postMessage(message);
  const realm = new PredicateRealm(source);
  scrubGlobals();
  port.on('message', (batch: PredicateBatch) => answer(judge(realm, batch, counter)));
  answer({ type: 'ready' });
}

function judge(realm: PredicateRealm, batch: PredicateBatch, counter: Int32Array): PredicateAnswer {
  const passed = new Uint8Array(batch.offsets.length);
  let index = 0;
  for (const record of unpackBatch(batch)) {
    try {
      passed[index] = realm.judge(record) ? 1 : 0;
    } catch (error) {
      return { type: 'threw', index, message: error instanceof Error ? error.message : String(error) };
    }
    index += 1;
    Atomics.add(counter, 0, 1);
  }
  return { type: 'judged', passed };
}

/** A second wall: whoever came out of the realm would find little more than the language on this side either. */
function scrubGlobals(): void {
  const ofLanguage = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[]);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!ofLanguage.has(name)) Reflect.deleteProperty(globalThis, name);
  }
}
