import type { Diagnostic } from '../diagnostic.ts';
import type { Edge, Graph, Layout, Node, Service } from '../schema.ts';
import type { Delta, TextEdit } from './delta.ts';
import type { ProjectDocument } from './project-document.ts';

export type NodePosition = Layout['nodes'][string];

/** Edits of one handler file, in the order of their offsets, without overlap. */
export interface HandlerEdit {
  file: string;
  edits: readonly TextEdit[];
}

/** Every edit there is. Ids come from the caller, so that a command gives the same document wherever it is applied. */
export type GraphCommand =
  | { type: 'add-node'; node: Node; position?: NodePosition }
  /** All fields but id, kind and name, which has a command of its own. */
  | { type: 'update-node'; node: Node }
  /** `handlerEdits` are the places in handlers that say the old name (main/engine/project finds them). */
  | { type: 'rename-node'; node: string; name: string; handlerEdits?: readonly HandlerEdit[] }
  | { type: 'add-edge'; edge: Edge }
  | { type: 'update-edge'; edge: Edge }
  | { type: 'add-service'; service: Service }
  | { type: 'update-service'; service: Service }
  /** Into a service, or out of any (null). */
  | { type: 'assign-service'; nodes: readonly string[]; service: string | null }
  /** Nodes, edges and services by id, with the edges of the nodes, their positions, and all that refers to them. */
  | { type: 'remove'; ids: readonly string[] }
  | { type: 'update-graph'; name: string; description?: string; settings: Graph['settings'] }
  /** Null takes a position back, so that the node is placed anew. Changes the layout alone. */
  | { type: 'move-nodes'; positions: Readonly<Record<string, NodePosition | null>> }
  | { type: 'collapse-service'; service: string; collapsed: boolean }
  | { type: 'set-handler'; node: string; handler: string }
  | { type: 'write-handler-file'; file: string; text: string }
  | { type: 'edit-handler-file'; file: string; edits: readonly TextEdit[] }
  | { type: 'move-handler-file'; file: string; to: string }
  | { type: 'remove-handler-file'; file: string }
  /** All or none. */
  | { type: 'batch'; commands: readonly GraphCommand[] }
  /** What `applyCommand` gives as an inverse. */
  | { type: 'restore'; delta: Delta };

export type CommandCode =
  | 'element-missing'
  | 'element-of-other-kind'
  | 'element-invalid'
  | 'id-taken'
  | 'name-taken'
  | 'name-forbidden'
  | 'name-changed'
  | 'connection-refused'
  | 'file-missing'
  | 'file-taken'
  | 'edits-overlap'
  | 'document-changed';

export type CommandRefusal = Diagnostic<CommandCode>;

export type CommandResult =
  { ok: true; document: ProjectDocument; inverse: GraphCommand } | { ok: false; refusal: CommandRefusal };
