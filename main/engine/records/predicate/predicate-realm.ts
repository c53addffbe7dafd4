import { Buffer } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { createContext, Script } from 'node:vm';
import type { PredicateRecord } from './predicate-batch.ts';

/** Hexadecimal digits of a key or value that is no text: more help nobody. */
const mostHexBytes = 64 * 1024;

/** What a predicate has no use for and memory can be had from that no limit counts, or that waits without end. */
const withheld = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Atomics',
  'WebAssembly',
  'console',
];

type Judge = (
  topic: string,
  partition: number,
  offset: number | bigint,
  key: string | null,
  value: string | null,
  parseValue: boolean,
  headers: string,
  timestampMs: number,
) => boolean;

/**
 * A predicate in a realm of its own, where nothing is but the language. Only primitives go in and out: an object of this side would
 * be a way to this side's `Function`. For the same reason `import()` is refused before this (parse-predicate.ts).
 */
export class PredicateRealm {
  readonly #judge: Judge;

  /** `source` is an expression, as parse-predicate.ts lets it through. */
  constructor(source: string) {
    const context = createContext(Object.create(null) as object, {
      codeGeneration: { strings: false, wasm: false },
    });
    const run = (text: string): unknown => new Script(text, { filename: 'predicate' }).runInContext(context);
    run(preparation);
    const judge = run(`'use strict'; (topic, partition, offset, key, value, headers, timestampMs) => (\n${source}\n)`);
    const wrap = run(wrapping) as (judge: unknown) => Judge;
    this.#judge = wrap(judge);
  }

  /** Throws what the predicate throws, as an error of this side. */
  judge(record: PredicateRecord): boolean {
    const { topic, partition, offset, timestampMs, key, value, isCut, headers } = record;
    const named = headers.map((header): [string, string | null] => [header.name, textOf(header.value, true)]);
    const plainOffset = offset <= Number.MAX_SAFE_INTEGER ? Number(offset) : offset;
    try {
      return this.#judge(
        topic,
        partition,
        plainOffset,
        textOf(key, true),
        textOf(value, !isCut),
        !isCut,
        JSON.stringify(named),
        timestampMs,
      );
    } catch (error) {
      throw new Error(messageOf(error), { cause: error });
    }
  }
}

// What follows runs in the realm, and sees nothing of this file.

const preparation = `'use strict';
  for (const name of ${JSON.stringify(withheld)}) delete globalThis[name];
  Object.defineProperty(Error, 'prepareStackTrace', { value: undefined });
`;

const wrapping = `'use strict';
  (judge) => {
    const { parse } = JSON;
    return (topic, partition, offset, key, valueText, parseValue, headersText, timestampMs) => {
      let value = valueText;
      if (valueText !== null && parseValue) {
        try {
          value = parse(valueText);
        } catch {}
      }
      const headers = {};
      for (const [name, text] of parse(headersText)) headers[name] = text;
      const verdict = judge(topic, partition, offset, key, value, headers, timestampMs);
      if (typeof verdict === 'function') throw new TypeError('It gives a function, not a condition.');
      if (typeof verdict === 'object' && verdict !== null && typeof verdict.then === 'function') {
        throw new TypeError('It gives a promise; a predicate must answer at once.');
      }
      return !!verdict;
    };
  };
`;

const wholeText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8, or hexadecimal digits where it is something else. A character that a cut went through is left out. */
function textOf(bytes: Uint8Array | null, isWhole: boolean): string | null {
  if (bytes === null) return null;
  try {
    if (isWhole) return wholeText.decode(bytes);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return Buffer.from(bytes.subarray(0, mostHexBytes)).toString('hex');
  }
}

/** Of whatever was thrown in the realm, without trusting it. */
function messageOf(error: unknown): string {
  try {
    const message: unknown = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    return String(message).slice(0, 1000);
  } catch {
    return 'It threw what has no message.';
  }
}
