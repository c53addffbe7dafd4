import type { GraphCommand } from '../../shared/graph/index.ts';

/** One step of undo or redo: what takes the document there, and what it is called in the menu. */
export interface HistoryStep {
  readonly label: string;
  readonly command: GraphCommand;
  /** Steps in a row with the same key are one: letters typed into one field, say. */
  readonly mergeKey?: string;
}

export interface History {
  readonly undo: readonly HistoryStep[];
  readonly redo: readonly HistoryStep[];
}

export const emptyHistory: History = { undo: [], redo: [] };
const maxSteps = 500;

/** The history after an edit whose inverse is `step.command`. What was undone before can't be redone any more. */
export function afterEdit(history: History, step: HistoryStep): History {
  const last = history.undo.at(-1);
  if (last && step.mergeKey !== undefined && last.mergeKey === step.mergeKey) {
    const command: GraphCommand = { type: 'batch', commands: [step.command, last.command] };
    return { undo: [...history.undo.slice(0, -1), { ...last, command }], redo: [] };
  }
  return { undo: [...history.undo, step].slice(-maxSteps), redo: [] };
}

/** The history after the newest undo step was taken back by a command whose inverse is `inverse`. */
export function afterUndo(history: History, inverse: GraphCommand): History {
  const step = history.undo.at(-1);
  if (!step) return history;
  return { undo: history.undo.slice(0, -1), redo: [...history.redo, { label: step.label, command: inverse }] };
}

export function afterRedo(history: History, inverse: GraphCommand): History {
  const step = history.redo.at(-1);
  if (!step) return history;
  return { undo: [...history.undo, { label: step.label, command: inverse }], redo: history.redo.slice(0, -1) };
}
