import { describe, expect, it } from 'vitest';
import { problemOfProjectPath, validateGraph } from '../../../shared/graph/index.ts';
import { compileSchema } from '../../json-schema/index.ts';
import { graphOfAsyncapi, type ReadProject } from './graph-of-asyncapi.ts';
import type { Unsaid } from '../unsaid.ts';

function read(document: unknown): { project: ReadProject; unsaid: readonly Unsaid[] } {
  const result = graphOfAsyncapi(typeof document === 'string' ? document : JSON.stringify(document));
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(validateGraph(result.project.graph).filter(({ severity }) => severity === 'error')).toEqual([]);
  for (const file of result.project.files.keys()) expect(problemOfProjectPath(file)).toBeUndefined();
  return result;
}

const shop = `
asyncapi: 3.0.0
info: { title: Billing, version: 2.1.0 }
servers:
  production: { host: 'kafka.example.org:9092', protocol: kafka }
channels:
  orders:
    address: shop.orders
    messages:
      placed: { payload: { $ref: '#/components/schemas/Order' } }
  receipts:
    address: shop.receipts
    messages:
      sent: { contentType: text/plain, payload: { type: string } }
    bindings:
      kafka:
        partitions: 12
        replicas: 3
        topicConfiguration: { cleanup.policy: [compact, delete], retention.ms: 604800000 }
operations:
  charge:
    action: receive
    channel: { $ref: '#/channels/orders' }
    bindings: { kafka: { groupId: { type: string, enum: [billing] } } }
    reply: { channel: { $ref: '#/channels/receipts' } }
  ask:
    action: send
    channel: { $ref: '#/channels/orders' }
components:
  schemas:
    Order: { type: object, properties: { lines: { type: array, items: { $ref: '#/components/schemas/Line' } } } }
    Line: { type: object, properties: { parent: { $ref: '#/components/schemas/Order' } } }
    Nobody: { type: string }
`;

describe('a document of somebody else', () => {
  it('is drawn from its application’s point of view', () => {
    const { graph, files } = read(shop).project;
    expect(graph).toMatchObject({
      name: 'Billing',
      services: [{ name: 'Billing' }],
      nodes: [
        { kind: 'topic', name: 'shop.orders', format: 'json', schema: 'schemas/Order.json' },
        {
          kind: 'topic',
          name: 'shop.receipts',
          format: 'text',
          partitions: 12,
          config: { 'cleanup.policy': 'compact,delete', 'retention.ms': '604800000' },
        },
        { kind: 'consumer', name: 'billing', group: 'billing', handler: 'handlers/billing.ts' },
        { kind: 'producer', name: 'ask', trigger: { type: 'manual' } },
      ],
    });
    const names = new Map(graph.nodes.map(({ id, name }) => [id, name]));
    expect(graph.edges.map(({ source, target }) => `${names.get(source)} > ${names.get(target)}`)).toEqual([
      'shop.orders > billing',
      'billing > shop.receipts',
      'ask > shop.orders',
    ]);
    expect(files.get('handlers/billing.ts')).toContain("defineConsumer<'billing'>");
    expect(files.get('handlers/billing.ts')).toContain("emit('shop.receipts'");
  });

  it('has schemas that stand for themselves', () => {
    const text = read(shop).project.files.get('schemas/Order.json') ?? '';
    const schema = JSON.parse(text) as unknown;
    const compiled = compileSchema(schema);
    if (!compiled.ok) throw new Error(compiled.problem.message);
    expect(compiled.check({ lines: [{ parent: { lines: [] } }] })).toEqual([]);
    expect(compiled.check({ lines: [{ parent: { lines: 1 } }] })).not.toEqual([]);
  });

  it('is listed where a graph can’t say it', () => {
    expect(read(shop).unsaid.map(({ where }) => where.pointer)).toEqual([
      '/channels/receipts/bindings/kafka/replicas',
      '/info/version',
      '/servers/production',
      '/components/schemas/Nobody',
    ]);
  });

  it('has a request that waits for its answer', () => {
    const { graph } = read({
      asyncapi: '3.0.0',
      info: { title: 'x', version: '1' },
      channels: { questions: { address: 'questions' }, answers: { address: 'answers' } },
      operations: {
        ask: {
          action: 'send',
          channel: { $ref: '#/channels/questions' },
          reply: { channel: { $ref: '#/channels/answers' } },
        },
      },
    }).project;
    const answers = graph.nodes.find(({ name }) => name === 'answers');
    expect(graph.nodes.at(-1)).toMatchObject({ trigger: { type: 'http', path: '/ask', replyTopic: answers?.id } });
  });

  it('merges traits, and several messages into one schema', () => {
    const { project, unsaid } = read({
      asyncapi: '3.0.0',
      info: { title: 'x', version: '1' },
      channels: {
        orders: {
          messages: {
            a: { traits: [{ contentType: 'application/vnd.shop+json' }], payload: { type: 'string' } },
            b: { $ref: '#/components/messages/b' },
          },
        },
      },
      components: { messages: { b: { payload: { type: 'integer' } } } },
    });
    const compiled = compileSchema(JSON.parse(project.files.get('schemas/orders.json') ?? ''));
    if (!compiled.ok) throw new Error(compiled.problem.message);
    expect(['text', 1, true].map((value) => compiled.check(value).length)).toEqual([0, 0, 1]);
    expect(unsaid.map(({ code }) => code)).toEqual(['messages-merged', 'field']);
  });

  it('keeps schemas of other formats out, and says so', () => {
    const payload = { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { type: 'record' } };
    const { project, unsaid } = read({
      asyncapi: '3.0.0',
      info: { title: 'x', version: '1' },
      channels: { orders: { messages: { a: { contentType: 'application/json', payload } } } },
    });
    expect(project.graph.nodes[0]).not.toHaveProperty('schema');
    expect(unsaid).toContainEqual(expect.objectContaining({ code: 'schema-format' }));
  });
});

describe('what leads elsewhere', () => {
  it('is not followed, and listed', () => {
    const { unsaid, project } = read({
      asyncapi: '3.0.0',
      info: { title: 'x', version: '1' },
      channels: {
        file: { $ref: './channels.yaml#/orders' },
        web: { $ref: 'http://169.254.169.254/latest' },
        here: { messages: { a: { payload: { properties: { x: { $ref: 'file:///etc/passwd' } } } } } },
        nowhere: { $ref: '#/components/channels/none' },
        loop: { $ref: '#/channels/loop' },
        stray: { $ref: '#/%E0%A4%A' },
      },
      operations: { a: { action: 'send', channel: { $ref: '#/channels/web' } } },
    });
    expect(project.graph.nodes.map(({ name }) => name)).toEqual(['here']);
    expect(unsaid.map(({ code, where }) => [code, where.pointer])).toEqual(
      expect.arrayContaining([
        ['external-reference', '/channels/file'],
        ['external-reference', '/channels/web'],
        ['external-reference', '/channels/here/messages/a/payload/properties/x'],
        ['broken-reference', '/channels/nowhere'],
        ['broken-reference', '/channels/loop'],
        ['broken-reference', '/channels/stray'],
      ]),
    );
  });
});
