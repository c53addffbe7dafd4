import { explainPathProblem, problemOfProjectPath } from '../project-path.ts';
import { isHandlerNode } from '../wiring.ts';
import type { GraphCommand } from './command.ts';
import { asFileChange, refuseEdits } from './plan-nodes.ts';
import { refuse, refuseMissingFile, type Planned } from './refusal.ts';
import type { ProjectDocument } from './project-document.ts';

type Command<Type extends GraphCommand['type']> = Extract<GraphCommand, { type: Type }>;

export function planWriteFile({ handlers }: ProjectDocument, { file, text }: Command<'write-handler-file'>): Planned {
  const refused = refusePath(file);
  return refused ?? { delta: { files: [{ type: 'write', file, before: handlers.get(file), after: text }] } };
}

export function planEditFile({ handlers }: ProjectDocument, { file, edits }: Command<'edit-handler-file'>): Planned {
  return refuseEdits(handlers, { file, edits }) ?? { delta: { files: [asFileChange({ file, edits })] } };
}

export function planRemoveFile({ handlers }: ProjectDocument, { file }: Command<'remove-handler-file'>): Planned {
  const before = handlers.get(file);
  if (before === undefined) return refuseMissingFile(file);
  return { delta: { files: [{ type: 'write', file, before, after: undefined }] } };
}

/** The nodes that the file serves follow it. */
export function planMoveFile(
  { graph, handlers }: ProjectDocument,
  { file, to }: Command<'move-handler-file'>,
): Planned {
  const text = handlers.get(file);
  if (text === undefined) return refuseMissingFile(file);
  const refused = refusePath(to);
  if (refused) return refused;
  if (handlers.has(to)) {
    return refuse('file-taken', { file: to }, `There is a handler file ${to} already.`, 'Choose another name.');
  }
  return {
    delta: {
      nodes: graph.nodes.flatMap((node, index) =>
        isHandlerNode(node) && node.handler === file
          ? [{ index, removed: [node], inserted: [{ ...node, handler: to }] }]
          : [],
      ),
      files: [
        { type: 'write', file, before: text, after: undefined },
        { type: 'write', file: to, before: undefined, after: text },
      ],
    },
  };
}

function refusePath(file: string) {
  const problem = problemOfProjectPath(file);
  const explanation = problem ? explainPathProblem(problem) : 'Handlers stand in the folder handlers/';
  if (!problem && file.startsWith('handlers/')) return undefined;
  return refuse('element-invalid', { file }, `${JSON.stringify(file)} cannot be a handler file.`, `${explanation}.`);
}
