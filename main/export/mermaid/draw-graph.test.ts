import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryGraph } from '../../../tests/support/arbitrary-document.ts';
import { consumer, graphOf, producer, service, topic } from '../../../tests/support/graph-builder.ts';
import { drawMermaid } from './draw-graph.ts';

/** Every line that a flowchart of ours may have. Labels hold nothing but what Mermaid takes for text. */
const label = String.raw`"(?:[\p{L}\p{M}\p{N} ._,()!?/+-]|#\d+;)*"`;
const lines = [
  String.raw`flowchart LR`,
  String.raw`  subgraph service\d+\[${label}\]`,
  String.raw`    node\d+\(\[${label}\]\)`,
  String.raw`    node\d+\[${label}\]`,
  String.raw`  end`,
  String.raw`  topic\d+\[\(${label}\)\]`,
  String.raw`  node\d+ --> topic\d+`,
  String.raw`  topic\d+ --> node\d+`,
  String.raw`  node\d+ -\. gives up \.-> topic\d+`,
];
const anyLine = new RegExp(`^(?:${lines.join('|')})$`, 'u');

describe('a graph in Mermaid', () => {
  it('shows services, what they send and what they receive', () => {
    const nodes = [
      producer('web', { service: 'shop' }),
      topic('orders'),
      consumer('billing', { whenExhausted: 'dead-letter' }),
    ];
    const graph = graphOf(nodes, ['web > orders > billing'], { services: [service('shop')] });
    expect(drawMermaid(graph)).toEqual({
      text: `flowchart LR
  subgraph service0["shop"]
    node0(["web"])
  end
  subgraph service1["billing"]
    node1["billing"]
  end
  topic2[("orders")]
  topic3[("billing.dlq")]
  node0 --> topic2
  topic2 --> node1
  node1 -. gives up .-> topic3
`,
      unsaid: [],
    });
  });

  it('lists what it leaves out', () => {
    const nodes = [consumer('idle'), { id: 'n', kind: 'note' as const, name: 'later', text: '' }];
    const { unsaid } = drawMermaid(graphOf(nodes, [], { services: [service('empty')] }));
    expect(unsaid.map(({ code, where }) => [code, where.element])).toEqual([
      ['consumer-without-topic', 'idle'],
      ['note', 'n'],
      ['service-empty', 'empty'],
    ]);
  });

  it.each([
    '"] --> x',
    '%%{init: {"securityLevel": "loose"}}%%',
    'a\nclick node0 "javascript:alert(1)"',
    '`**bold**`',
    '```\n# over',
    '<img src=x onerror=alert(1)>',
    '#quot;',
    'style: #fff;',
    '\u2028end',
    '---\nconfig: {}\n---',
  ])('keeps the name %j in its label', (name) => {
    const nodes = [producer('web', { name, service: 'shop' }), topic('orders', { name })];
    const graph = graphOf(nodes, ['web > orders'], { services: [service('shop', { name })] });
    const { text } = drawMermaid(graph);
    expect(text.split('\n').slice(0, -1)).toHaveLength(6);
    for (const line of text.split('\n').slice(0, -1)) expect(line).toMatch(anyLine);
  });

  it('has nothing but lines of a flowchart, whatever the graph', () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        for (const line of drawMermaid(graph).text.split('\n').slice(0, -1)) expect(line).toMatch(anyLine);
      }),
    );
  });
});
