import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderWith } from '../support/project-folder.ts';
import { cleanTree, packages, plantedImports } from './planted-imports.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const config = path.join(repository, '.dependency-cruiser.mjs');
const cruiser = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

const reportSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});
const configSchema = z.object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) });

interface Report {
  modules: number;
  broken: Record<string, string[]>;
}

/** What the project's own rules say of a tree: the rules that each file breaks, in the order of their names. */
async function cruise(tree: Record<string, string>): Promise<Report> {
  const stubs = packages.flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
    [`node_modules/${name}/index.js`, ''],
  ]);
  const folder = await folderWith({
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: Object.fromEntries(packages.map((name) => [name, '1.0.0'])),
    }),
    ...(Object.fromEntries(stubs) as Record<string, string>),
    ...tree,
  });
  return report(folder, ['main', 'shared', 'renderer', 'tests', 'build']);
}

async function report(folder: string, roots: readonly string[]): Promise<Report> {
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [cruiser, '--config', config, '--output-type', 'json', ...roots],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      // The exit code counts the violations, which is what the report says more exactly.
      (_error, stdout) => resolve(stdout),
    );
  });
  const { summary } = reportSchema.parse(JSON.parse(output));
  const broken: Record<string, Set<string>> = {};
  for (const { from, rule } of summary.violations) (broken[from] ??= new Set()).add(rule.name);
  return {
    modules: summary.totalCruised,
    broken: Object.fromEntries(Object.entries(broken).map(([file, rules]) => [file, [...rules].sort()])),
  };
}

describe('the import table', () => {
  it('lets a tree be in which each module imports what it may', async () => {
    const { modules, broken } = await cruise(cleanTree);
    expect(broken).toEqual({});
    expect(modules).toBeGreaterThan(Object.keys(cleanTree).length);
  });

  it('refuses each planted violation by its rule and no other', async () => {
    const plants = Object.fromEntries(plantedImports.map(({ file, text }) => [file, text]));
    const { broken } = await cruise({ ...cleanTree, ...plants });
    const violations = plantedImports.filter(({ rules }) => rules.length > 0);
    expect(broken).toEqual(Object.fromEntries(violations.map(({ file, rules }) => [file, [...rules].sort()])));
  });

  it('reads the modules of this project, and finds nothing in them', async () => {
    const { modules, broken } = await report(repository, ['main', 'shared', 'build']);
    expect(broken).toEqual({});
    expect(modules).toBeGreaterThan(100);
  });

  it('has a planted violation for every rule', async () => {
    const { forbidden } = configSchema.parse({ ...((await import(pathToFileURL(config).href)) as object) }).default;
    const planted = new Set(plantedImports.flatMap(({ rules }) => rules));
    expect(forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
    expect(forbidden.length).toBeGreaterThan(10);
  });
});
