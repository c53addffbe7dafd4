import type { ExportedFile } from '../../../types.ts';
import type { Emitter } from '../emitter.ts';

/** Where the package `topicraft` lies in an export. */
export const runtimeFolder = 'packages/topicraft';

/**
 * The package `topicraft`, which handlers and services import: the app's own source as it lies in Topicraft's repository, so
 * that every import in it holds. It is a folder of the export and never a name to be fetched.
 */
export const emitRuntime: Emitter = ({ runtime }) => {
  const files: ExportedFile[] = Object.entries(runtime.files).map(([path, text]) => [
    `${runtimeFolder}/src/${path}`,
    text,
  ]);
  files.push(
    [`${runtimeFolder}/package.json`, packageJson(runtime.version, runtime.entries, runtime.dependencies)],
    [`${runtimeFolder}/LICENSE`, runtime.licence],
    [`${runtimeFolder}/README.md`, readme],
  );
  return files;
};

function packageJson(
  version: string,
  entries: Readonly<Record<string, string>>,
  dependencies: Readonly<Record<string, string>>,
): string {
  const document = {
    name: 'topicraft',
    version,
    description: 'What runs the services of this system: a copy of the source that runs them in Topicraft.',
    license: 'MIT',
    private: true,
    type: 'module',
    exports: Object.fromEntries(
      Object.entries(entries).map(([name, path]) => [
        name,
        { types: `./src/${path}`, default: `./dist/${distributionName(path)}` },
      ]),
    ),
    dependencies,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What the build makes of an entry point: its file's name, since the folders are Topicraft's affair. */
function distributionName(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.ts$/, '.js');
}

const readme = `# topicraft

What runs the services of this system. It is a copy of the very source that runs them in Topicraft, under the paths that it
has there, so that a service keeps the same promises as in the app: at least once, in order within a partition, retries, dead
letters, and a drain when it is told to stop.

| folder                         | what it is                                                                            |
| ------------------------------ | ------------------------------------------------------------------------------------- |
| \`src/shared/delivery\`          | order, concurrency, retry, timeout, dead letter, commit, drain: pure                  |
| \`src/main/clients\`             | members of groups and producers over kafkajs                                          |
| \`src/main/compression\`         | Kafka's compressions, both ways                                                       |
| \`src/main/runtime\`             | producers and consumers of a graph; \`standalone/\` is what makes a service of them     |
| \`src/main/json-schema\`         | values checked against the schemas of their topics                                    |
| \`src/shared/lib\`               | ids of events and \`random\`, which derive from seed, node and cause                    |

Handlers import \`topicraft\`; services import \`topicraft/service\`, tests \`topicraft/testing\`, and the script that makes topics
\`topicraft/topics\`. \`npm run build\` bundles it into \`dist/\`.
`;
