import { consumer, topic } from '../../support/graph-builder.ts';
import { benignFiles, type HostileProject, nodeNamed, withFiles, withGraph } from './hostile-project.ts';

const html = `<img src=x onerror="fetch('/owned')"><script>alert(1)</script>{{constructor.constructor('alert(1)')()}}\${7*7}`;
const deep = (open: string, close: string, count: number): string => open.repeat(count) + close.repeat(count);
const graphText = benignFiles['topicraft.json'] ?? '';
const inGraph = (text: string): string => graphText.replace('"settings": {}', text);

/** JSON that is more than it seems to be. */
export const jsonProjects: readonly HostileProject[] = [
  withFiles('__proto__ in the graph', {
    'topicraft.json': inGraph('"settings": {}, "__proto__": { "polluted": true }'),
  }),
  withFiles('__proto__ in a node, escaped', {
    'topicraft.json': graphText.replace(
      '"kind": "topic"',
      String.raw`"kind": "topic", "__pro\u0074o__": { "polluted": true }`,
    ),
  }),
  withFiles('constructor.prototype in the settings', {
    'topicraft.json': inGraph('"settings": { "constructor": { "prototype": { "polluted": true } } }'),
  }),
  withFiles('prototypes in layout, schema, test and package.json', {
    'topicraft.layout.json':
      '{ "format": 1, "nodes": { "__proto__": { "x": 1, "y": 1 }, "constructor": { "x": 1, "y": 1 } }, "services": {} }',
    'schemas/order.json':
      '{ "properties": { "__proto__": { "type": "object" }, "constructor": { "type": "string" } } }',
    'tests/one.json': '{ "__proto__": { "polluted": true } }',
    'package.json': '{ "dependencies": { "__proto__": "1", "constructor": "1" }, "prettier": { "__proto__": {} } }',
  }),
  withGraph('ids that every object has', (graph) => {
    for (const node of graph.nodes) node['id'] = 'constructor';
  }),
  withFiles('keys that stand twice', { 'topicraft.json': inGraph('"settings": {}, "nodes": []') }),
  withFiles('a graph nested a hundred thousand deep', { 'topicraft.json': deep('[', ']', 100_000) }),
  withFiles('settings nested a million deep', {
    'topicraft.json': inGraph(`"settings": ${deep('{"a":', '}', 1_000_000)}`),
  }),
  withFiles('a schema nested a hundred thousand deep', { 'schemas/order.json': deep('{"not":', '}', 100_000) }),
  withFiles('a test nested a hundred thousand deep', { 'tests/one.json': deep('[', ']', 100_000) }),
  withGraph('a label of 100 MB', (graph) => (nodeNamed(graph, 'orders')['name'] = 'a'.repeat(100 * 1024 * 1024))),
  withGraph('a label of 60 MB', (graph) => (nodeNamed(graph, 'orders')['name'] = '\u0001'.repeat(10 * 1024 * 1024))),
  withGraph('HTML and script in every label', (graph) => {
    graph['name'] = html.slice(0, 200);
    graph['description'] = html;
    graph.services.push({ id: 'service', name: html, description: html });
    graph.nodes.push({ id: 'note', kind: 'note', name: html, text: html.repeat(50) });
    for (const node of graph.nodes) node['name'] = html;
  }),
  withFiles('bytes that are no text', {
    'topicraft.layout.json': new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
    'handlers/shop.ts': new Uint8Array([0xc3, 0x28, 0xa0, 0xa1]),
    'schemas/order.json': new Uint8Array([0xed, 0xa0, 0x80]),
  }),
  withFiles('a graph that is no text', { 'topicraft.json': new Uint8Array(1024).fill(0x80) }),
  withFiles('a graph of a future version', { 'topicraft.json': graphText.replace('"format": 1', '"format": 1e308') }),
  withFiles('numbers beyond all numbers', {
    'topicraft.layout.json': '{ "format": 1, "nodes": { "shop": { "x": 1e999, "y": -1e999 } }, "services": {} }',
  }),
];

/** Graphs and schemas that are right by their form, and made to keep a machine busy. */
export const sizeProjects: readonly HostileProject[] = [
  withGraph('a million nodes', (graph) => {
    for (let index = 0; index < 1_000_000; index += 1) graph.nodes.push({ id: `n${index}` });
  }),
  withGraph('as many nodes and wires as there may be, each topic read by many', (graph) => {
    graph.nodes = [
      ...Array.from({ length: 5000 }, (_, index) => ({ ...topic(`t${index}`) })),
      ...Array.from({ length: 5000 }, (_, index) => ({ ...consumer(`c${index}`) })),
    ];
    graph.edges = Array.from({ length: 50_000 }, (_, index) => ({
      id: `e${index}`,
      kind: 'subscribes',
      source: `t${index % 50}`,
      target: `c${index % 4999}`,
    }));
  }),
  withGraph('topics and consumers in one ring of thousands', (graph) => {
    const count = 2500;
    graph.nodes = Array.from({ length: count }, (_, index) => [
      { ...topic(`t${index}`) },
      { ...consumer(`c${index}`) },
    ]).flat();
    graph.edges = Array.from({ length: count }, (_, index) => [
      { id: `s${index}`, kind: 'subscribes', source: `t${index}`, target: `c${index}` },
      { id: `p${index}`, kind: 'publishes', source: `c${index}`, target: `t${(index + 1) % count}` },
    ]).flat();
  }),
  withGraph('groups that hold each other, and themselves', (graph) => {
    graph.services.push({ id: 'a', name: 'a', service: 'b' }, { id: 'b', name: 'b', service: 'a' });
    for (const node of graph.nodes) node['service'] = node['id'];
    graph.edges.push({ id: 'loop', kind: 'publishes', source: 'loop', target: 'loop' });
  }),
  withFiles('a schema that refers to itself', {
    'schemas/order.json':
      '{ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }',
  }),
  withFiles('a schema of a hundred thousand branches', {
    'schemas/order.json': JSON.stringify({
      anyOf: Array.from({ length: 100_000 }, (_, index) => ({
        properties: { [`p${index}`]: { pattern: '^(a+)+$', format: 'email' } },
      })),
    }),
  }),
  withFiles('a schema that doubles with each step', {
    'schemas/order.json': JSON.stringify({
      $ref: '#/$defs/d0',
      $defs: Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => {
          const next = `#/$defs/d${index + 1}`;
          return [
            `d${index}`,
            index === 59 ? { type: 'string' } : { properties: { a: { $ref: next }, b: { $ref: next } } },
          ];
        }),
      ),
    }),
  }),
  withFiles('a schema with code in its words', {
    'schemas/order.json': JSON.stringify({
      $id: "x';process.mainModule.require('child_process').execSync('touch mark');'",
      title: '*/ export {}; /*',
      properties: { "a']||process.exit()||['": { const: "';process.exit();'" } },
      required: ['`+process.exit()+`'],
      patternProperties: { '(a+)+$': { enum: ['${process.exit()}'] } },
    }),
  }),
  withGraph('a cron expression and an HTTP producer that want to begin', (graph) => {
    nodeNamed(graph, 'shop')['trigger'] = { type: 'http', port: 0, path: '/x' };
    graph.nodes.push({
      ...nodeNamed(graph, 'shop'),
      id: 'cron',
      name: 'cron',
      trigger: { type: 'cron', expression: '* * * * * *' },
    });
  }),
];
