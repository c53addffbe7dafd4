import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeProject } from '../../support/project-folder.ts';
import { type HostileProject, type Surroundings, withFiles } from './hostile-project.ts';

/** Code that leaves a mark outside where anything runs it, as a module of either kind. */
function marking({ outside }: Surroundings): string {
  const mark = JSON.stringify(path.join(outside, 'mark'));
  return `(globalThis.process.getBuiltinModule('node:child_process')).execSync('touch ' + ${mark});\n`;
}

const planted = (name: string, files: (surroundings: Surroundings) => Record<string, string>): HostileProject => ({
  name,
  set: (surroundings) => writeProject(surroundings.folder, files(surroundings)),
});

/** Code and configuration that other tools would run or fetch by themselves. */
export const codeProjects: readonly HostileProject[] = [
  planted('handlers that act as soon as they are loaded', (at) => ({
    'handlers/shop.ts': `${marking(at)}fetch(${JSON.stringify(at.address)});\nexport default 1;\n`,
    'handlers/lib/shared.ts': marking(at),
  })),
  planted('handlers that import from outside', ({ outside }) => ({
    'handlers/shop.ts': `import secret from '${outside}/secret.json';\nimport '../../outside/secret.ts';\nimport '/etc/passwd';\nexport default secret;\n`,
    'handlers/billing.ts': `export { default } from 'data:text/javascript,process.exit()';\nrequire('/dev/zero');\n`,
  })),
  planted('scripts of package.json', (at) => ({
    'package.json': JSON.stringify({
      scripts: Object.fromEntries(
        ['preinstall', 'install', 'postinstall', 'prepare', 'dependencies'].map((script) => [
          script,
          'touch ../outside/mark',
        ]),
      ),
      dependencies: { evil: 'file:./evil', remote: `${at.address}/remote.tgz`, git: 'git+ssh://git@127.0.0.1/x.git' },
      workspaces: ['evil'],
      bin: { node: './evil/index.js' },
      imports: { '#x': './evil/index.js' },
      prettier: './evil/index.js',
      eslintConfig: { plugins: ['evil'] },
    }),
    'evil/package.json':
      '{ "name": "evil", "scripts": { "postinstall": "touch ../../outside/mark" }, "main": "index.js" }',
    'evil/index.js': marking(at),
  })),
  planted('a .npmrc that names another registry and another shell', ({ address }) => ({
    '.npmrc': `registry=${address}\nscript-shell=/bin/false\nnode-options=--require=./evil.js\ngit=./evil.js\n//registry.npmjs.org/:_authToken=\${HOME}\n`,
  })),
  planted('packages that stand in the way of ours', (at) => ({
    ...Object.fromEntries(
      ['topicraft', 'esbuild', 'prettier', 'ajv', 'typescript', '@babel/parser', 'left-pad'].flatMap((name) => [
        [`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.js", "types": "index.d.ts" }`],
        [`node_modules/${name}/index.js`, marking(at)],
        [`node_modules/${name}/index.d.ts`, `/// <reference path="../../../outside/secret.ts" />\nexport {};`],
      ]),
    ),
    'package.json': '{ "dependencies": { "topicraft": "*", "esbuild": "*", "prettier": "*", "ajv": "*" } }',
  })),
  planted('programs in node_modules/.bin and in the folder itself', () =>
    Object.fromEntries(
      ['node', 'npm', 'git', 'sh', 'esbuild', 'tsc', 'xdg-open'].flatMap((name) => [
        [`node_modules/.bin/${name}`, '#!/bin/sh\ntouch ../outside/mark\n'],
        [name, '#!/bin/sh\ntouch ../outside/mark\n'],
      ]),
    ),
  ),
  planted('a tsconfig that extends what is outside', ({ outside }) => ({
    'tsconfig.json': JSON.stringify({
      extends: [`${outside}/secret.json`, '../outside/secret.json', 'evil/tsconfig', '/dev/zero'],
      compilerOptions: { plugins: [{ name: '../../evil' }], typeRoots: ['/'], outDir: outside, rootDirs: ['/'] },
      references: [{ path: '../outside' }],
      include: ['/**/*'],
    }),
    'jsconfig.json': '{ "extends": "../outside/secret.json" }',
  })),
  planted('configuration that is code, for formatters and compilers', (at) => ({
    '.prettierrc':
      '{ "plugins": ["./evil.js"], "parser": "./evil.js", "overrides": [{ "files": "*", "options": { "plugins": ["./evil.js"] } }] }',
    '.prettierrc.js': marking(at),
    'prettier.config.mjs': marking(at),
    '.babelrc': '{ "plugins": ["./evil.js"], "presets": ["./evil.js"] }',
    'babel.config.js': marking(at),
    'vite.config.ts': marking(at),
    'eslint.config.js': marking(at),
    '.editorconfig': 'root = true\n[*]\nend_of_line = crlf\n',
    'evil.js': marking(at),
  })),
  planted('hooks and settings of git and of editors', () => ({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': '[core]\n\tfsmonitor = "touch ../outside/mark"\n\thooksPath = .\n\tpager = touch ../outside/mark\n',
    '.git/hooks/post-checkout': '#!/bin/sh\ntouch ../outside/mark\n',
    '.git/hooks/pre-commit': '#!/bin/sh\ntouch ../outside/mark\n',
    '.vscode/tasks.json':
      '{ "tasks": [{ "command": "touch ../outside/mark", "runOptions": { "runOn": "folderOpen" } }] }',
    '.envrc': 'touch ../outside/mark\n',
    '.env': 'NODE_OPTIONS=--require=./evil.js\n',
  })),
  planted('schemas that are to be fetched', ({ address }) => ({
    'schemas/order.json': JSON.stringify({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${address}/order.json`,
      allOf: [
        { $ref: `${address}/remote.json` },
        { $ref: 'file:///etc/passwd' },
        { $ref: '../../outside/secret.json' },
      ],
    }),
    'schemas/other.json': JSON.stringify({ $schema: `${address}/dialect.json`, $dynamicRef: `${address}/x#y` }),
  })),
  planted('source maps, references and comments that name what is elsewhere', ({ address }) => ({
    'handlers/shop.ts': `/// <reference path="../../outside/secret.ts" />\n/// <reference types="evil" />\n// @ts-nocheck\n/** @jsxImportSource ${address} */\nexport default 1;\n//# sourceMappingURL=${address}/map\n`,
  })),
  withFiles('code nested until a parser gives up', {
    'handlers/shop.ts': `export default ${'('.repeat(500_000)}1${')'.repeat(500_000)};`,
    'handlers/billing.ts': `export default ${'['.repeat(50_000)}${']'.repeat(50_000)};`,
    'handlers/other.ts': `export default ${'a=>'.repeat(50_000)}1;`,
    'handlers/type.ts': `type A = ${'{ a: '.repeat(20_000)}1${' }'.repeat(20_000)};`,
  }),
  withFiles('code of two megabytes without an end', {
    'handlers/shop.ts': `export default \`${'${`'.repeat(400_000)}`,
    'handlers/billing.ts': `/*${'a'.repeat(1_900_000)}`,
    'handlers/regular.ts': `export default /${'(a+)+'.repeat(200_000)}/;`,
  }),
  {
    name: 'types of packages that depend on each other without end',
    set: async ({ folder }) => {
      for (let index = 0; index < 300; index += 1) {
        const of = path.join(folder, `node_modules/p${index}`);
        await mkdir(of, { recursive: true });
        await writeProject(of, {
          'package.json': JSON.stringify({
            types: '../../../outside/secret.ts',
            dependencies: { [`p${(index + 1) % 300}`]: '*', '../../outside': '*', [`p${index}`]: '*' },
          }),
          'index.d.ts': 'export {};\n'.repeat(20_000),
        });
      }
      await writeProject(folder, { 'package.json': '{ "dependencies": { "p0": "*" } }' });
    },
  },
];
