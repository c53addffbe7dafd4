import { type HostileProject, link, nodeNamed, withFiles, withGraph } from './hostile-project.ts';

const climbing = '../outside/secret.ts';
const fields: Record<string, (path: string) => HostileProject> = {
  'a producer’s handler': (file) =>
    withGraph(`${file} as a producer’s handler`, (graph) => (nodeNamed(graph, 'shop')['handler'] = file)),
  'a consumer’s handler': (file) =>
    withGraph(`${file} as a consumer’s handler`, (graph) => (nodeNamed(graph, 'billing')['handler'] = file)),
  'a schema': (file) => withGraph(`${file} as a schema`, (graph) => (nodeNamed(graph, 'orders')['schema'] = file)),
  'data to replay': (file) =>
    withGraph(`${file} as data to replay`, (graph) => {
      nodeNamed(graph, 'shop')['trigger'] = { type: 'replay', file, format: 'jsonl' };
    }),
};

const paths = [
  climbing,
  '/etc/passwd',
  'handlers/../../outside/secret.ts',
  String.raw`..\outside\secret.ts`,
  'C:/Windows/win.ini',
  '//server/share/secret.ts',
  'file:///etc/passwd',
  '/dev/zero',
  'CON',
  'handlers/nul.ts',
  'handlers/a\u0000.ts',
];

/** Every field that names a file, with a path that leads elsewhere: each field with the plainest, the first field with each. */
export const pathProjects: readonly HostileProject[] = [
  ...Object.values(fields).flatMap((of) => [of(climbing), of('/etc/passwd')]),
  ...paths.slice(2).flatMap((path) => fields['a producer’s handler']?.(path) ?? []),
  ...['/dev/zero', '..', ''].flatMap((path) => fields['data to replay']?.(path) ?? []),
  withGraph('ids that are paths', (graph) => {
    for (const node of graph.nodes) node['id'] = `../${String(node['id'])}`;
  }),
  withFiles('file names with line breaks, quotes and HTML', {
    'handlers/a\nb.ts': 'export default 1;',
    'handlers/"><img src=x onerror=alert(1)>.ts': 'export default 1;',
    'handlers/$(touch mark).ts': 'export default 1;',
    'handlers/\u202Ets.exe.ts': 'export default 1;',
    "schemas/'; DROP.json": '{}',
  }),
];

const linked = (name: string, file: string, target: (outside: string, folder: string) => string): HostileProject => ({
  name,
  set: ({ folder, outside }) => link(folder, file, target(outside, folder)),
});

/** Links to files, to folders, to themselves and to devices, in every place that is read or written. */
export const linkProjects: readonly HostileProject[] = [
  linked('topicraft.json as a link to a secret', 'topicraft.json', (outside) => `${outside}/secret.json`),
  linked('topicraft.json as a link to /dev/zero', 'topicraft.json', () => '/dev/zero'),
  linked('topicraft.json as a link to itself', 'topicraft.json', () => 'topicraft.json'),
  linked(
    'the layout as a link to what would be overwritten',
    'topicraft.layout.json',
    (outside) => `${outside}/kept.txt`,
  ),
  linked('topicraft.d.ts as a link to what would be overwritten', 'topicraft.d.ts', (outside) => `${outside}/kept.txt`),
  linked('topicraft.d.ts as a link to what is not there yet', 'topicraft.d.ts', (outside) => `${outside}/new.txt`),
  linked('tsconfig.json as a link to what would be overwritten', 'tsconfig.json', (outside) => `${outside}/kept.txt`),
  linked('package.json as a link to a secret', 'package.json', (outside) => `${outside}/secret.json`),
  linked('a handler as a link to a secret', 'handlers/shop.ts', (outside) => `${outside}/secret.ts`),
  linked('a handler as a link to /etc/passwd', 'handlers/shop.ts', () => '/etc/passwd'),
  linked('a handler as a relative link that climbs', 'handlers/shop.ts', () => '../../outside/secret.ts'),
  linked('a handler as a link to /dev/zero', 'handlers/shop.ts', () => '/dev/zero'),
  linked('a new handler as a link to what is not there yet', 'handlers/added.ts', (outside) => `${outside}/added.ts`),
  linked('a new schema as a link to what is not there yet', 'schemas/added.json', (outside) => `${outside}/added.json`),
  linked('handlers/ as a link to a folder outside', 'handlers', (outside) => outside),
  linked('handlers/ as a link to the whole disk', 'handlers', () => '/'),
  linked('handlers/ as a link to the project itself', 'handlers', () => '.'),
  linked('a folder in handlers/ as a link to the folder around it', 'handlers/again', () => '..'),
  linked('schemas/ as a link to /proc', 'schemas', () => '/proc'),
  linked('schemas/ as a link to what is not there yet', 'schemas', (outside) => `${outside}/schemas`),
  linked('tests/ as a link to a folder outside', 'tests', (outside) => outside),
  linked('node_modules as a link to the whole disk', 'node_modules', () => '/'),
  linked('a package as a link to a folder outside', 'node_modules/left-pad', (outside) => outside),
  linked('.prettierrc as a link to /dev/zero', '.prettierrc', () => '/dev/zero'),
  linked(
    'a temporary name as a link to what would be overwritten',
    'topicraft.json.tmp',
    (outside) => `${outside}/kept.txt`,
  ),
];
