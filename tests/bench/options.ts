import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Fewer rounds of fewer events: to see that everything works, not to be quoted. */
  readonly quick: boolean;
  /** Names of benchmarks; all where empty. */
  readonly only: readonly string[];
  /** The names and groups that were asked for. */
  readonly asked: readonly string[];
}

/**
 * Reads the command line. Throws where it has an unknown option, a name that is none of `names`, or a word that is no group of
 * such names.
 */
export function readOptions(
  words: readonly string[],
  names: readonly string[],
  groups: Readonly<Record<string, readonly string[]>>,
): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
  });
  for (const name of values.only) {
    if (!names.includes(name)) throw new Error(`There is no benchmark ${name}; there are ${names.join(', ')}.`);
  }
  const members = positionals.flatMap((group) => {
    const found = groups[group];
    if (!found) throw new Error(`There is no group ${group}; there are ${Object.keys(groups).join(', ')}.`);
    return found;
  });
  return { quick: values.quick, only: [...values.only, ...members], asked: [...values.only, ...positionals] };
}
