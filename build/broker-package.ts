import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { packagesOf } from './bundle.ts';
import { licencesTextOfBroker } from './licences.ts';
import { packageFolderOf } from './package-folder.ts';
import { describePackage } from './shipped-packages.ts';

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'main/broker/library');

/**
 * Makes the npm package `topicraft-broker` in a folder that is emptied first: the broker in one file, as an ES module and for `require`
 * (Jest's own modules need that), declarations that import nothing, docs/broker-library.md as its README, and licences. It depends on
 * no package. Nothing is published.
 */
export async function makeBrokerPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [declarations, packages] = await Promise.all([declarationsOf(), bundleInto(folder)]);
  const licences = licencesTextOfBroker(
    await Promise.all(packages.map((name) => describePackage(path.join(root, name)))),
  );
  const texts = {
    'package.json': `${JSON.stringify(await manifest(), undefined, 2)}\n`,
    'index.d.ts': declarations,
    'index.d.cts': declarations,
    'THIRD-PARTY-LICENSES.txt': licences,
  };
  for (const [name, text] of Object.entries(texts)) await writeFile(path.join(folder, name), text);
  await copyFile(path.join(root, 'docs/broker-library.md'), path.join(folder, 'README.md'));
  await copyFile(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
}

async function manifest(): Promise<object> {
  const text = await readFile(path.join(root, 'package.json'), 'utf8');
  const { version, license, author, homepage, engines } = JSON.parse(text) as Record<string, unknown>;
  return {
    name: 'topicraft-broker',
    version,
    description:
      'A Kafka broker in this process, for tests: starts in milliseconds, speaks to any Kafka client, needs no Java.',
    keywords: ['kafka', 'broker', 'embedded', 'testing', 'kafkajs'],
    license,
    author,
    homepage,
    engines,
    type: 'module',
    sideEffects: false,
    exports: {
      '.': {
        import: { types: './index.d.ts', default: './index.js' },
        require: { types: './index.d.cts', default: './index.cjs' },
      },
    },
    // For resolvers that don't read `exports`.
    main: './index.cjs',
    types: './index.d.cts',
  };
}

/** Bundles the library both ways; answers which npm packages are in it. */
async function bundleInto(folder: string): Promise<string[]> {
  const formats = [
    { format: 'esm', outfile: 'index.js' },
    { format: 'cjs', outfile: 'index.cjs' },
  ] as const;
  const results = await Promise.all(
    formats.map(({ format, outfile }) =>
      build({
        absWorkingDir: root,
        entryPoints: [path.join(source, 'index.ts')],
        outfile: path.join(folder, outfile),
        bundle: true,
        format,
        platform: 'node',
        target: 'node20.18',
        logLevel: 'warning',
        legalComments: 'none',
        metafile: true,
        plugins: [withoutUnused],
      }),
    ),
  );
  const bundles = results.flatMap(({ metafile }) => Object.values(metafile.outputs));
  return [...new Set(bundles.flatMap(packagesOf))].sort();
}

/**
 * No file of main/ or shared/ does anything by being imported, which esbuild can't know: told so, it leaves out what an index
 * offers and the broker doesn't use, zod with it.
 */
const withoutUnused: Plugin = {
  name: 'without-unused',
  setup(bundling) {
    bundling.onResolve({ filter: /^\.\.?\// }, async ({ path: wanted, pluginData, importer, kind, resolveDir }) => {
      if (pluginData === 'asked' || packageFolderOf(importer) !== undefined) return undefined;
      const resolved = await bundling.resolve(wanted, { importer, kind, resolveDir, pluginData: 'asked' });
      return { ...resolved, sideEffects: false };
    });
  },
};

/**
 * The declarations of public.ts and start.ts as one text. Neither is resolved or checked, which is what makes this quick: `npm run check`
 * has done so, and what a signature lacked would not compile for the user that tests/export has.
 */
async function declarationsOf(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'topicraft-broker-types-'));
  try {
    const files = ['public', 'start'];
    const options =
      '--ignoreConfig --declaration --emitDeclarationOnly --noCheck --noResolve --allowImportingTsExtensions --target es2023 --module nodenext';
    await promisify(execFile)(
      process.execPath,
      [
        path.join(root, 'node_modules/typescript/bin/tsc'),
        ...options.split(' '),
        '--outDir',
        folder,
        ...files.map((name) => path.join(source, `${name}.ts`)),
      ],
      { cwd: root },
    );
    const texts = await Promise.all(files.map((name) => readFile(path.join(folder, `${name}.d.ts`), 'utf8')));
    const text = texts.join('').replaceAll(/^import type .* from '\.\/public\.ts';\n/gm, '');
    if (/^\s*(import|export .* from)\b/m.test(text)) throw new Error(`The declarations don't stand alone:\n${text}`);
    return `/// <reference lib="esnext.disposable" />\n${text}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `npm run pack:broker [-- FOLDER]` */
if (import.meta.main) {
  const folder = path.resolve(root, process.argv[2] ?? 'dist/broker-package');
  await makeBrokerPackage(folder);
  console.log(`Written to ${path.relative(process.cwd(), folder)}; npm pack there makes the tarball.`);
}
