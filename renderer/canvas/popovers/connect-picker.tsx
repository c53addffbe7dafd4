import type { Edge, Node } from '../../../shared/graph/index.ts';
import { useApp, useGraph } from '../../state/app-state.ts';
import { KindTile } from '../../ui/kind-tile.tsx';
import { connect, edit } from '../edits.ts';
import { connectable } from '../model/connect.ts';
import type { Point } from '../model/geometry.ts';
import { Picker, type PickerOption } from './picker.tsx';

/** Wires of a node without a pointer: what it can be connected to, and the wires that can be taken away. */
export function ConnectPicker({ node, at, onClose }: { node: Node; at: Point; onClose: () => void }) {
  const app = useApp();
  const graph = useGraph();
  const targets = connectable(graph, node.id, 'source');
  const sources = connectable(graph, node.id, 'target');
  const nodes = new Map(graph.nodes.map((other) => [other.id, other]));
  const optionFor = (other: Node, detail: string, source: string, target: string): PickerOption => ({
    key: `${source}>${target}`,
    mark: <KindTile kind={other.kind} />,
    label: other.name,
    detail,
    run: () => void connect(app, source, target),
  });
  const outward = graph.nodes
    .filter(({ id }) => targets.has(id))
    .map((other) => optionFor(other, wordsFor(node, other), node.id, other.id));
  const inward = graph.nodes
    .filter(({ id }) => sources.has(id))
    .map((other) => optionFor(other, wordsFor(other, node), other.id, node.id));
  // A consumer that reads nothing yet is to read first of all.
  const readsNothing = node.kind === 'consumer' && !graph.edges.some(({ target }) => target === node.id);
  const all: PickerOption[] = readsNothing ? [...inward, ...outward] : [...outward, ...inward];
  const removals = graph.edges
    .filter((edge) => edge.source === node.id || edge.target === node.id)
    .flatMap((edge) =>
      removalOf(edge, nodes, node, () => edit(app, [{ type: 'remove', ids: [edge.id] }], 'disconnect')),
    );
  const options = (text: string): PickerOption[] => {
    const wanted = text.trim().toLowerCase();
    return [...all, ...removals].filter(({ label, detail = '' }) =>
      `${label} ${detail}`.toLowerCase().includes(wanted),
    );
  };
  return (
    <Picker
      label={`Connect ${node.name}`}
      placeholder={`Connect ${node.name} to …`}
      at={at}
      options={options}
      nothing={(text) =>
        text === '' ? 'There is nothing that it could be connected to.' : `Nothing that fits is called ${text}.`
      }
      onClose={onClose}
    />
  );
}

/** `orders` is what is shown; the words say which way the wire leads. */
function wordsFor(source: Node, target: Node): string {
  return target.kind === 'topic' ? `${source.name} writes to ${target.name}` : `${target.name} reads ${source.name}`;
}

function removalOf(edge: Edge, nodes: ReadonlyMap<string, Node>, node: Node, remove: () => unknown): PickerOption[] {
  const other = nodes.get(edge.source === node.id ? edge.target : edge.source);
  if (!other) return [];
  return [
    {
      key: edge.id,
      mark: <KindTile kind={other.kind} />,
      label: other.name,
      detail: edge.deadLetter ? 'disconnect its dead letters' : 'disconnect',
      isDanger: true,
      run: () => void remove(),
    },
  ];
}
