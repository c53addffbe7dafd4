import { isJsonObject } from '../../../../../shared/graph/index.ts';
import type { ExportSource } from '../../../types.ts';
import type { Emission, Emitter } from '../emitter.ts';
import { runtimeFolder } from '../runtime/emit-runtime.ts';
import { buildScript } from './build-script.ts';

/** package.json, tsconfig.json, the build, and what git leaves out. */
export const emitPackage: Emitter = (emission) => [
  ['package.json', packageJson(emission)],
  ['tsconfig.json', `${JSON.stringify(typeScriptSettings, undefined, 2)}\n`],
  ['scripts/build.mjs', buildScript(Object.values(emission.runtime.entries))],
  ['.gitignore', 'node_modules/\ndist/\n.env\n'],
];

function packageJson({ system, source, runtime }: Emission): string {
  const document = {
    name: system.slug,
    version: '0.1.0',
    ...(system.description !== undefined && { description: system.description.replaceAll(/\s+/g, ' ') }),
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: {
      build: 'node scripts/build.mjs',
      check: 'tsc --noEmit',
      test: 'node scripts/build.mjs && node --enable-source-maps --test dist/tests/*.test.js',
      'create-topics': 'node dist/create-topics.js',
      ...Object.fromEntries(
        system.services.map(({ slug }) => [`start:${slug}`, `node --enable-source-maps dist/services/${slug}.js`]),
      ),
    },
    dependencies: sorted({ ...packagesOf(source, 'dependencies'), topicraft: `file:${runtimeFolder}` }),
    devDependencies: sorted({ ...packagesOf(source, 'devDependencies'), ...runtime.tools }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What the project's handlers import. */
function packagesOf({ packageJson }: ExportSource, field: string): Record<string, string> {
  const packages = packageJson?.[field];
  if (!isJsonObject(packages)) return {};
  return Object.fromEntries(
    Object.entries(packages).flatMap(([name, version]) => (typeof version === 'string' ? [[name, version]] : [])),
  );
}

function sorted(packages: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(packages).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Handlers are checked as the app's editor checks them; the DOM's types are there as they are in it. */
const typeScriptSettings = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
    module: 'preserve',
    moduleResolution: 'bundler',
    strict: true,
    allowJs: true,
    checkJs: false,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['topicraft.d.ts', 'handlers', 'services', 'system', 'scripts', 'tests', `${runtimeFolder}/src`],
};
