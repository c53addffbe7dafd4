import { useMemo } from 'react';
import {
  applyCommand,
  type GraphCommand,
  type Node,
  type NodeKind,
  type ProjectDocument,
} from '../../../shared/graph/index.ts';
import { useApp, useGraph } from '../../state/app-state.ts';
import { KindTile } from '../../ui/kind-tile.tsx';
import type { DrawnWire } from '../canvas-store.ts';
import { connect, documentOf, drawnBoxes, edit, keepPlaces, selectAndFocus, serviceAt } from '../edits.ts';
import { commandsToConnect, kindsThatFit } from '../model/connect.ts';
import type { Point } from '../model/geometry.ts';
import { asKafkaName } from '../model/names.ts';
import { boxForNew, claimsIn, commandsToAdd, newNode } from '../model/new-node.ts';
import { Picker, type PickerOption } from './picker.tsx';

/** What fits at the loose end of a wire: new nodes, and those that are there. */
export function Offer({ at, wire, onClose }: { at: Point; wire: DrawnWire; onClose: () => void }) {
  const app = useApp();
  const graph = useGraph();
  const start = graph.nodes.find(({ id }) => id === wire.node);
  const allowed = useMemo(() => graph.nodes.filter(({ id }) => wire.allowed.has(id)), [graph, wire]);
  const options = (text: string): PickerOption[] => {
    const name = asKafkaName(text);
    const isTaken = graph.nodes.some((node) => node.name === name);
    const made = start && !isTaken ? kindsThatFit(start.kind, wire.from) : [];
    return [
      ...made.map((kind) => ({
        key: `new:${kind}`,
        mark: <KindTile kind={kind} />,
        label: name === '' ? `New ${kind}` : name,
        detail: name === '' ? undefined : `new ${kind}`,
        run: () => addAtEnd(kind, name),
      })),
      ...allowed
        .filter((node) => node.name.toLowerCase().includes(text.trim().toLowerCase()))
        .map((node) => ({
          key: node.id,
          mark: <KindTile kind={node.kind} />,
          label: node.name,
          detail: wire.from === 'source' ? 'connect to it' : 'connect from it',
          run: () => {
            if (wire.from === 'source') connect(app, wire.node, node.id);
            else connect(app, node.id, wire.node);
          },
        })),
    ];
  };
  const addAtEnd = (kind: NodeKind, name: string): void => {
    const document = documentOf(app);
    if (!document) return;
    const service = kind === 'topic' ? undefined : serviceAt(app, at);
    const node = newNode(kind, claimsIn(document), { ...(name === '' ? {} : { name }), service });
    // The wire's end is where the new node's port is.
    const size = boxForNew(node, at, new Map());
    const middle = { x: at.x + (wire.from === 'source' ? size.width / 2 : -size.width / 2), y: at.y };
    const add: GraphCommand[] = [
      ...keepPlaces(document),
      ...commandsToAdd(node, boxForNew(node, middle, drawnBoxes(app))),
    ];
    const commands = [...add, ...wireTo(document, add, node, wire)];
    if (edit(app, commands, `add ${node.name}`)) selectAndFocus(app, node);
  };
  return (
    <Picker
      label="What the wire leads to"
      placeholder="New, or by name"
      at={at}
      options={options}
      nothing={(text) => `${asKafkaName(text)} can't be connected to ${start?.name ?? 'it'}.`}
      onClose={onClose}
    />
  );
}

/** The wire is planned on the document as it is with the new node. */
function wireTo(document: ProjectDocument, add: readonly GraphCommand[], node: Node, wire: DrawnWire): GraphCommand[] {
  const added = applyCommand(document, { type: 'batch', commands: add });
  if (!added.ok) return [];
  return wire.from === 'source'
    ? commandsToConnect(added.document, wire.node, node.id)
    : commandsToConnect(added.document, node.id, wire.node);
}
