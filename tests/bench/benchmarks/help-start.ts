import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark } from '../measuring/benchmark.ts';
import type { BenchmarkMaker } from './benchmark-maker.ts';

const run = promisify(execFile);
const bundle = path.resolve(import.meta.dirname, '../../../out/topicraft.js');

/** How long `topicraft --help` takes beside a Node that does nothing, on the project's Node and on the system's Node 20. */
export const helpStart: BenchmarkMaker = {
  name: 'help',
  make: async (_brokers, quick): Promise<Benchmark> => {
    const own = { name: `Node ${process.version.slice(1)}`, program: process.execPath };
    const system = await systemNode20();
    const nodes = system === undefined ? [own] : [own, system];
    return {
      name: 'help',
      title: 'topicraft --help: from its start to its end',
      figures: [{ name: 'time', unit: 'ms', better: 'lower' }],
      rounds: quick ? 3 : 11,
      warmUpRounds: 1,
      contenders: nodes.flatMap(({ name, program }) => [
        { name: `--help on ${name}`, run: () => timeOf(program, [bundle, '--help']) },
        { name: `node -e 0 on ${name}`, run: () => timeOf(program, ['-e', '0']) },
      ]),
      absences: system === undefined ? [{ name: '--help on Node 20', because: 'no Node 20 stands in PATH' }] : [],
      comparisons: nodes.map(({ name }) => ({ ours: `--help on ${name}`, peer: `node -e 0 on ${name}` })),
    };
  },
};

async function timeOf(program: string, words: readonly string[]): Promise<[number]> {
  const startMs = performance.now();
  await run(program, words);
  return [performance.now() - startMs];
}

/** The first Node 20 in PATH: npm puts the project's own before it. */
async function systemNode20(): Promise<{ name: string; program: string } | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const program = path.join(folder, 'node');
    const version = await run(program, ['--version']).then(
      ({ stdout }) => stdout.trim().slice(1),
      () => '',
    );
    if (version.startsWith('20.')) return { name: `Node ${version}`, program };
  }
  return undefined;
}
