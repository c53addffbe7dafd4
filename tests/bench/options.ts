import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Fewer rounds of fewer events: to see that everything works, not to be quoted. */
  readonly quick: boolean;
  /** Names of benchmarks; all where empty. */
  readonly only: readonly string[];
}

/** Reads the command line. Throws where it has an unknown option, or a name that is none of `names`. */
export function readOptions(words: readonly string[], names: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
  });
  for (const name of values.only) {
    if (!names.includes(name)) throw new Error(`There is no benchmark ${name}; there are ${names.join(', ')}.`);
  }
  return { quick: values.quick, only: values.only };
}
