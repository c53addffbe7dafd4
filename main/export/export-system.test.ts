import { parseAllDocuments } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '../../shared/graph/index.ts';
import { smallRuntime as runtime } from '../../tests/support/exported-runtime.ts';
import { consumer, graphOf, producer, service, topic } from '../../tests/support/graph-builder.ts';
import { exportSystem, type ExportedFiles, type ExportSource } from './index.ts';

const schema = {
  type: 'object',
  required: ['orderId'],
  properties: { orderId: { type: 'string', pattern: '^o-[0-9]+$' } },
};

const hostile = 'a */ b `${process.exit()}` \'"\n--- <script> | # {{x}} ${{ y }}';

function shop(): Graph {
  const nodes = [
    producer('storefront', { service: 'front', trigger: { type: 'rate', perSecond: 5 } }),
    producer('quotes', {
      service: 'front',
      trigger: { type: 'http', port: 0, path: '/quotes', replyTopic: 'answers' },
    }),
    topic('orders', { schema: 'schemas/orders.json', config: { 'retention.ms': '1000' } }),
    topic('requests'),
    topic('answers'),
    consumer('billing', { service: 'billing', whenExhausted: 'dead-letter', instances: 2 }),
    consumer('answering', { batch: { maxRecords: 10 } }),
  ];
  const wires = ['storefront > orders > billing', 'quotes > requests > answering > answers'];
  return graphOf(nodes, wires, {
    name: 'My "shop"',
    description: hostile,
    services: [service('front', { description: hostile }), service('billing')],
  });
}

function sourceOf(graph: Graph): ExportSource {
  const orders = `${JSON.stringify(schema)}   `;
  return {
    graph,
    handlers: new Map(
      graph.nodes.flatMap((node) => ('handler' in node ? [[node.handler, `// ${node.name}\r\n\t`]] : [])),
    ),
    schemas: new Map([['schemas/orders.json', schema]]),
    tests: new Map<string, unknown>([
      [
        'tests/first.json',
        {
          node: 'billing',
          event: { topic: 'orders', key: 'o-1', value: '{"orderId":"o-1"}' },
          emitted: [],
          error: 'no such card',
        },
      ],
      ['tests/other.json', { anything: true }],
    ]),
    texts: new Map([['schemas/orders.json', orders]]),
    packageJson: { dependencies: { 'left-pad': '1.3.0' } },
  };
}

let files: ExportedFiles;

beforeAll(async () => {
  ({ files } = await exportSystem('typescript-kafkajs', sourceOf(shop()), runtime));
});

const textOf = (path: string): string => files.get(path) ?? `${path} is missing`;

describe('an export', () => {
  it('has handlers and schemas byte by byte', () => {
    for (const [path, text] of sourceOf(shop()).handlers) expect(files.get(path)).toBe(text);
    expect(files.get('schemas/orders.json')).toBe(sourceOf(shop()).texts.get('schemas/orders.json'));
  });

  it('is the same each time', async () => {
    const again = await exportSystem('typescript-kafkajs', sourceOf(shop()), runtime);
    expect([...again.files]).toEqual([...files]);
  });

  it('takes topicraft from its own folder and every other package by an exact version', () => {
    const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
      string,
      Record<string, string>
    >;
    expect(dependencies).toEqual({ 'left-pad': '1.3.0', topicraft: 'file:packages/topicraft' });
    expect(devDependencies).toEqual({ typescript: '7.0.2' });
    expect(JSON.parse(textOf('packages/topicraft/package.json'))).toMatchObject({
      private: true,
      dependencies: { kafkajs: '2.2.4' },
    });
  });

  it('has a program, a Dockerfile and manifests for each service', () => {
    for (const slug of ['front', 'billing', 'answering']) {
      for (const path of ['service.ts', 'main.ts', 'Dockerfile'])
        expect(files.has(`services/${slug}/${path}`)).toBe(true);
      expect(files.has(`kubernetes/${slug}.yaml`)).toBe(true);
    }
    expect([...files.keys()].filter((path) => path.startsWith('kubernetes/scaling/'))).toEqual([
      'kubernetes/scaling/answering.yaml',
      'kubernetes/scaling/billing.yaml',
      'kubernetes/scaling/kustomization.yaml',
    ]);
  });

  it('runs no image as root', () => {
    const dockerfiles = [...files].filter(([path]) => path.endsWith('Dockerfile'));
    expect(dockerfiles.filter(([, text]) => !/^USER 1000$/m.test(text))).toEqual([]);
    expect(dockerfiles).toHaveLength(4);
  });

  it('writes YAML that is understood, whatever the names are', () => {
    for (const [path, text] of files) {
      if (!path.endsWith('.yaml') && !path.endsWith('.yml')) continue;
      for (const document of parseAllDocuments(text))
        expect({ path, errors: document.errors }).toEqual({ path, errors: [] });
    }
    const [compose] = parseAllDocuments(textOf('compose.yaml')) as { toJS(): { services: Record<string, unknown> } }[];
    expect(Object.keys(compose?.toJS().services ?? {})).toEqual(['kafka', 'topics', 'front', 'billing', 'answering']);
    expect(compose?.toJS().services['billing']).toMatchObject({ deploy: { replicas: 2 } });
  });

  it('makes tests of samples and of captured events, and says of which it could not', async () => {
    expect(textOf('tests/billing.test.ts')).toContain("orderId: 'o-0'");
    expect(textOf('tests/answering.test.ts')).toContain('No event of "requests" could be made up');
    expect(textOf('tests/captured-first.test.ts')).toContain("'no such card'");
    const { diagnostics } = await exportSystem('typescript-kafkajs', sourceOf(shop()), runtime);
    expect(diagnostics.map(({ code, place }) => [code, place.file])).toEqual([
      ['export.test-unreadable', 'tests/other.json'],
    ]);
  });

  it('explains itself with a diagram', () => {
    for (const part of ['flowchart LR', '-. gives up .->', '`storefront.ticks`'.slice(1, -1), '--scale billing=3']) {
      expect(textOf('README.md')).toContain(part);
    }
  });
});
