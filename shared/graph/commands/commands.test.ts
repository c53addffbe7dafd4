import { describe, expect, it } from 'vitest';
import { consumer, graphOf, producer, service, topic } from '../../../tests/support/graph-builder.ts';
import { emptyLayout } from '../document/write.ts';
import { applyCommand } from './apply.ts';
import type { GraphCommand } from './command.ts';
import type { ProjectDocument } from './project-document.ts';

const start: ProjectDocument = {
  graph: graphOf(
    [
      producer('web', { service: 's', trigger: { type: 'http', port: 0, path: '/', replyTopic: 'bills' } }),
      topic('orders'),
      consumer('billing', { service: 's' }),
      topic('bills'),
    ],
    ['web > orders > billing > bills'],
    { services: [service('s')] },
  ),
  layout: { ...emptyLayout, nodes: { web: { x: 1, y: 2 } }, services: { s: { collapsed: true } } },
  handlers: new Map([['handlers/web.ts', "emit('orders')"]]),
};

function apply(command: GraphCommand, document = start) {
  const result = applyCommand(document, command);
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
  return result;
}

function refusal(command: GraphCommand): string | undefined {
  const result = applyCommand(start, command);
  return result.ok ? undefined : result.refusal.code;
}

/** A service of billing and another node. */
const group = (node: string): GraphCommand => ({
  type: 'batch',
  commands: [
    { type: 'add-service', service: service('core') },
    { type: 'assign-service', nodes: ['billing', node], service: 'core' },
  ],
});

describe('commands', () => {
  it('move nodes in the layout alone', () => {
    const { document } = apply({ type: 'move-nodes', positions: { orders: { x: 5, y: 6 } } });
    expect(document.graph).toBe(start.graph);
    expect(document.handlers).toBe(start.handlers);
    expect(document.layout.nodes).toEqual({ web: { x: 1, y: 2 }, orders: { x: 5, y: 6 } });
  });

  it('share what does not change', () => {
    const { document } = apply({ type: 'update-node', node: topic('orders', { partitions: 9 }) });
    expect(document.layout).toBe(start.layout);
    expect(document.graph.edges).toBe(start.graph.edges);
    expect(document.graph.nodes[0]).toBe(start.graph.nodes[0]);
  });

  it('remove a node with its edges, its position and all that refers to it', () => {
    const { document, inverse } = apply({ type: 'remove', ids: ['bills', 'web', 's'] });
    expect(document.graph).toMatchObject({
      services: [],
      nodes: [{ id: 'orders' }, { id: 'billing' }],
      edges: [{ id: 'e1' }],
    });
    expect(document.graph.nodes[1]).not.toHaveProperty('service');
    expect(document.layout).toEqual(emptyLayout);
    expect(apply(inverse, document).document).toEqual(start);
  });

  it('forget a reply topic that is removed', () => {
    const { document } = apply({ type: 'remove', ids: ['bills'] });
    expect(document.graph.nodes[0]).toMatchObject({ trigger: { type: 'http', port: 0, path: '/' } });
    expect(document.graph.nodes[0]).not.toHaveProperty('trigger.replyTopic');
  });

  it('rename in the graph and in handler texts at once', () => {
    const handlerEdits = [{ file: 'handlers/web.ts', edits: [{ offset: 6, before: 'orders', after: 'sales' }] }];
    const { document, inverse } = apply({ type: 'rename-node', node: 'orders', name: 'sales', handlerEdits });
    expect(document.graph.nodes[1]).toMatchObject({ id: 'orders', name: 'sales' });
    expect(document.handlers.get('handlers/web.ts')).toBe("emit('sales')");
    expect(apply(inverse, document).document).toEqual(start);
  });

  it('move a handler file together with the node that it serves', () => {
    const { document } = apply({ type: 'move-handler-file', file: 'handlers/web.ts', to: 'handlers/shop.ts' });
    expect([...document.handlers.keys()]).toEqual(['handlers/shop.ts']);
    expect(document.graph.nodes[0]).toMatchObject({ handler: 'handlers/shop.ts' });
  });

  it('group nodes by a batch, all or nothing', () => {
    expect(apply(group('web')).document.graph.nodes.map((node) => ('service' in node ? node.service : ''))).toEqual([
      'core',
      '',
      'core',
      '',
    ]);
    expect(refusal(group('orders'))).toBe('element-of-other-kind');
  });

  it('are not undone on a document that has changed since', () => {
    const { inverse } = apply({
      type: 'edit-handler-file',
      file: 'handlers/web.ts',
      edits: [{ offset: 0, before: 'emit', after: 'send' }],
    });
    const result = applyCommand(start, inverse);
    expect(result.ok ? undefined : result.refusal.code).toBe('document-changed');
  });

  it.each<[string, GraphCommand]>([
    ['id-taken', { type: 'add-node', node: { ...topic('new'), id: 'e0' } }],
    ['name-taken', { type: 'add-node', node: { ...topic('billing'), id: 'x' } }],
    ['name-forbidden', { type: 'add-node', node: { ...topic('a b'), id: 'x' } }],
    ['element-invalid', { type: 'add-node', node: topic('x', { partitions: 0 }) }],
    ['element-invalid', { type: 'add-node', node: producer('x', { handler: '../x.ts' }) }],
    ['element-invalid', { type: 'add-node', node: { ...topic('x'), id: 'constructor' } }],
    ['name-changed', { type: 'update-node', node: { ...topic('sales'), id: 'orders' } }],
    ['element-of-other-kind', { type: 'update-node', node: producer('orders') }],
    ['element-missing', { type: 'update-node', node: topic('gone') }],
    ['name-taken', { type: 'rename-node', node: 'orders', name: 'bills' }],
    [
      'edits-overlap',
      {
        type: 'rename-node',
        node: 'orders',
        name: 'sales',
        handlerEdits: [{ file: 'handlers/web.ts', edits: [{ offset: 0, before: 'x', after: 'y' }] }],
      },
    ],
    [
      'file-missing',
      { type: 'rename-node', node: 'orders', name: 'sales', handlerEdits: [{ file: 'handlers/no.ts', edits: [] }] },
    ],
    ['connection-refused', { type: 'add-edge', edge: { id: 'x', kind: 'publishes', source: 'web', target: 'orders' } }],
    [
      'connection-refused',
      { type: 'add-edge', edge: { id: 'x', kind: 'publishes', source: 'web', target: 'billing' } },
    ],
    ['connection-refused', { type: 'add-edge', edge: { id: 'x', kind: 'subscribes', source: 'web', target: 'bills' } }],
    [
      'connection-refused',
      { type: 'add-edge', edge: { id: 'x', kind: 'publishes', source: 'web', target: 'bills', deadLetter: true } },
    ],
    ['name-taken', { type: 'add-service', service: service('S', { id: 'x' }) }],
    ['element-missing', { type: 'assign-service', nodes: ['web'], service: 'gone' }],
    ['element-missing', { type: 'remove', ids: ['web', 'gone'] }],
    ['element-missing', { type: 'move-nodes', positions: { gone: { x: 0, y: 0 } } }],
    ['element-of-other-kind', { type: 'set-handler', node: 'orders', handler: 'handlers/x.ts' }],
    ['element-invalid', { type: 'write-handler-file', file: 'handlers/../x.ts', text: '' }],
    ['element-invalid', { type: 'write-handler-file', file: 'topicraft.json', text: '' }],
    ['file-taken', { type: 'move-handler-file', file: 'handlers/web.ts', to: 'handlers/web.ts' }],
    ['file-missing', { type: 'remove-handler-file', file: 'handlers/no.ts' }],
    ['element-invalid', { type: 'update-graph', name: '', settings: {} }],
  ])('are refused as %s: %j', (code, command) => {
    expect(refusal(command)).toBe(code);
  });
});
