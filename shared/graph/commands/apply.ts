import type { CommandResult, GraphCommand } from './command.ts';
import { applyDelta, invertDelta, type Delta } from './delta.ts';
import {
  planAddEdge,
  planAddService,
  planCollapseService,
  planRemove,
  planUpdateEdge,
  planUpdateGraph,
  planUpdateService,
} from './plan-elements.ts';
import { planEditFile, planMoveFile, planRemoveFile, planWriteFile } from './plan-files.ts';
import {
  planAddNode,
  planAssignService,
  planMoveNodes,
  planRenameNode,
  planSetHandler,
  planUpdateNode,
} from './plan-nodes.ts';
import { refuse, type Planned } from './refusal.ts';
import type { ProjectDocument } from './project-document.ts';

/**
 * The document after a command, and the command that takes it back. Pure: the given document stays as it is and shares
 * with the new one all that did not change. A command that may not be carried out changes nothing and says why.
 */
export function applyCommand(document: ProjectDocument, command: GraphCommand): CommandResult {
  if (command.type === 'batch') return applyBatch(document, command.commands);
  const planned = planCommand(document, command);
  if ('refusal' in planned) return { ok: false, refusal: planned.refusal };
  return applyPlanned(document, planned.delta);
}

function planCommand(document: ProjectDocument, command: Exclude<GraphCommand, { type: 'batch' }>): Planned {
  switch (command.type) {
    case 'add-node':
      return planAddNode(document, command);
    case 'update-node':
      return planUpdateNode(document, command);
    case 'rename-node':
      return planRenameNode(document, command);
    case 'add-edge':
      return planAddEdge(document, command);
    case 'update-edge':
      return planUpdateEdge(document, command);
    case 'add-service':
      return planAddService(document, command);
    case 'update-service':
      return planUpdateService(document, command);
    case 'assign-service':
      return planAssignService(document, command);
    case 'remove':
      return planRemove(document, command);
    case 'update-graph':
      return planUpdateGraph(document, command);
    case 'move-nodes':
      return planMoveNodes(document, command);
    case 'collapse-service':
      return planCollapseService(document, command);
    case 'set-handler':
      return planSetHandler(document, command);
    case 'write-handler-file':
      return planWriteFile(document, command);
    case 'edit-handler-file':
      return planEditFile(document, command);
    case 'move-handler-file':
      return planMoveFile(document, command);
    case 'remove-handler-file':
      return planRemoveFile(document, command);
    case 'restore':
      return { delta: command.delta };
  }
}

function applyPlanned(document: ProjectDocument, delta: Delta): CommandResult {
  const applied = applyDelta(document, delta);
  if (applied) return { ok: true, document: applied, inverse: { type: 'restore', delta: invertDelta(delta) } };
  const { refusal } = refuse(
    'document-changed',
    {},
    'The project has changed since this edit was made.',
    'Repeat the edit on what is there now.',
  );
  return { ok: false, refusal };
}

function applyBatch(document: ProjectDocument, commands: readonly GraphCommand[]): CommandResult {
  let current = document;
  const inverses: GraphCommand[] = [];
  for (const command of commands) {
    const result = applyCommand(current, command);
    if (!result.ok) return result;
    current = result.document;
    inverses.push(result.inverse);
  }
  return { ok: true, document: current, inverse: { type: 'batch', commands: inverses.toReversed() } };
}
