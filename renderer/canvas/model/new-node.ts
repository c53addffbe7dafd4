import {
  newConsumerSettings,
  startingText,
  type Consumer,
  type GraphCommand,
  type Node,
  type NodeKind,
  type Producer,
  type ProjectDocument,
  type Topic,
} from '../../../shared/graph/index.ts';
import { newId } from '../../state/new-id.ts';
import type { Box, Point } from './geometry.ts';
import { claimHandlerFile, claimName, takenFiles, takenGroups, takenNames } from './names.ts';
import { sizeOf } from './node-size.ts';
import { firstFreeBelow } from './place-nodes.ts';

/** What is taken in a document, and claimed step by step by what is added in one go. */
export interface Claims {
  readonly names: Set<string>;
  readonly files: Set<string>;
  readonly groups: Set<string>;
}

export function claimsIn({ graph, handlers }: ProjectDocument): Claims {
  return { names: takenNames(graph), files: takenFiles(graph, handlers), groups: takenGroups(graph) };
}

export interface NewNodeOptions {
  /** What it is called if that is free; else with a number. */
  readonly name?: string;
  readonly service?: string | undefined;
  /** Topics that its handler emits to from the start. */
  readonly writes?: readonly Topic[];
}

/** A node with everything that it needs to run, of a name that is free. */
export function newNode(kind: NodeKind, claims: Claims, { name: wanted, service }: NewNodeOptions = {}): Node {
  const id = newId();
  if (kind === 'note') return { id, kind, name: wanted ?? 'Note', text: '' };
  const name = claimName(claims.names, wanted ?? kind);
  if (kind === 'topic') return newTopic(id, name);
  const common = { name, handler: claimHandlerFile(claims.files, name), ...(service === undefined ? {} : { service }) };
  return kind === 'producer' ? newProducer(id, common) : newConsumer(id, common, claimName(claims.groups, name));
}

function newTopic(id: string, name: string): Topic {
  return { id, kind: 'topic', name, partitions: 3, format: 'json' };
}

function newProducer(id: string, common: Pick<Producer, 'name' | 'handler' | 'service'>): Producer {
  return { id, kind: 'producer', ...common, trigger: { type: 'interval', everyMs: 1000 } };
}

function newConsumer(id: string, common: Pick<Consumer, 'name' | 'handler' | 'service'>, group: string): Consumer {
  return { id, kind: 'consumer', ...common, group, ...newConsumerSettings };
}

/** Adds a node with its handler's starting text. */
export function commandsToAdd(node: Node, position: Point, writes: readonly Topic[] = []): GraphCommand[] {
  const commands: GraphCommand[] = [{ type: 'add-node', node, position: { x: position.x, y: position.y } }];
  if (node.kind === 'producer' || node.kind === 'consumer') {
    const text = startingText(node.kind, node.name, writes);
    commands.push({ type: 'write-handler-file', file: node.handler, text });
  }
  return commands;
}

/** The box of a new node around a place: on the grid, and where nothing else stands. */
export function boxForNew(node: Pick<Node, 'kind' | 'name'>, around: Point, taken: ReadonlyMap<string, Box>): Box {
  const size = sizeOf(node);
  return firstFreeBelow({ x: around.x - size.width / 2, y: around.y - size.height / 2, ...size }, taken);
}
