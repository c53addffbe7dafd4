import { CircleArrowRight, Frame, LogIn, Menu, StickyNote, Zap, type LucideIcon } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../state/app-state.ts';
import { canvasOf, type AddedKind } from '../canvas-store.ts';
import { addElement, placeOfNext } from '../edits.ts';

const isOpen = (app: AppState): boolean => app.project.getState().project !== undefined;

function addAction(kind: AddedKind, key: string, icon: LucideIcon): Action {
  return {
    id: `add.${kind}`,
    group: 'Add',
    label: `Add a ${kind}`,
    keys: [key],
    scope: 'canvas',
    icon,
    enabled: isOpen,
    run: (app) => addElement(app, kind),
  };
}

export const addActions: readonly Action[] = [
  addAction('producer', 'P', CircleArrowRight),
  addAction('topic', 'T', Menu),
  addAction('consumer', 'C', LogIn),
  addAction('service', 'S', Frame),
  addAction('note', 'N', StickyNote),
  {
    id: 'add.quick',
    group: 'Add',
    label: 'Add by typing',
    keys: ['A'],
    scope: 'canvas',
    icon: Zap,
    enabled: isOpen,
    run: (app) => canvasOf(app).setState({ popover: { type: 'quick-add', at: placeOfNext(app) } }),
  },
];
