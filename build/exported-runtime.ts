import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** What the package `topicraft` of an export offers, by the names that its package.json gives them. */
const entries = {
  '.': 'main/runtime/standalone/handlers.ts',
  './service': 'main/runtime/standalone/run-service.ts',
  './topics': 'main/runtime/standalone/create-topics.ts',
  './testing': 'main/runtime/standalone/testing.ts',
};

/** Declares packages that have no types; nothing imports it. */
const ambient = ['main/compression/packages.d.ts'];

/**
 * Of these modules a service needs a part, so their index is shortened to what these files export; all else goes along as it
 * stands. What is missing here shows as a type error in the first export.
 */
const shortened: Readonly<Record<string, readonly string[]>> = {
  'shared/graph/index.ts': ['./schema.ts'],
  'shared/kafka/index.ts': ['./errors.ts'],
  'shared/lib/index.ts': ['./clock.ts', './fault.ts', './event-identity.ts', './group-by.ts'],
  'main/clients/index.ts': [
    './types.ts',
    './client-fault.ts',
    './group-member.ts',
    './event-producer.ts',
    './transactional-producer.ts',
    './admin.ts',
  ],
};

/** Of the tools that build and check an export. */
const tools = ['@types/node', 'esbuild', 'typescript'];

/** What main/export needs of this repository to write the package `topicraft`; see main/export/README.md. */
export interface ExportedRuntime {
  /** Of Topicraft. */
  version: string;
  /** Source by its path in this repository. */
  files: Record<string, string>;
  /** Paths among `files` by the names of the package's entry points. */
  entries: Record<string, string>;
  /** Exact versions of the packages that the files import. */
  dependencies: Record<string, string>;
  /** Exact versions. */
  tools: Record<string, string>;
  licence: string;
}

/** Follows the imports of the entry points through this repository. Throws where one leads nowhere or to a package without a version. */
export async function gatherExportedRuntime(): Promise<ExportedRuntime> {
  const packageJson = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const versions = { ...packageJson.devDependencies, ...packageJson.dependencies };
  const files = new Map<string, string>();
  const packages = new Set<string>();
  const waiting = [...Object.values(entries), ...ambient];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    const text = shorten(file, await readFile(path.join(root, file), 'utf8'));
    files.set(file, text);
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('.')) waiting.push(path.posix.join(path.posix.dirname(file), specifier));
      else if (!isBuiltIn(specifier)) packages.add(packageOf(specifier));
    }
  }
  return {
    version: packageJson.version,
    files: Object.fromEntries([...files].sort(([one], [other]) => (one < other ? -1 : 1))),
    entries,
    dependencies: versionsOf([...packages].sort(), versions),
    tools: versionsOf(tools, versions),
    licence: await readFile(path.join(root, 'LICENSE'), 'utf8'),
  };
}

function shorten(file: string, text: string): string {
  const kept = shortened[file];
  if (!kept) return text;
  const exports = [...text.matchAll(/^export [^;]*? from '([^']+)';$/gms)];
  return exports
    .filter(([, source]) => source !== undefined && kept.includes(source))
    .map(([statement]) => `${statement}\n`)
    .join('');
}

/** Of what is imported or exported from elsewhere, types and dynamic imports included. */
function importsOf(text: string): string[] {
  const found = text.matchAll(/(?:^|[\s}*])from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm);
  return [...found].flatMap(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? []);
}

function isBuiltIn(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** `ajv/dist/2020.js` belongs to ajv, `@opentelemetry/api` to itself. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function versionsOf(names: readonly string[], versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const version = versions[name];
      if (version === undefined)
        throw new Error(`The exported runtime needs ${name}, which package.json doesn't name.`);
      return [name, version];
    }),
  );
}
