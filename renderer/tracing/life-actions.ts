import { ChevronDown, ChevronUp, Route, Settings2, Undo2, Waypoints } from 'lucide-react';
import type { Action } from '../actions/action.ts';
import type { AppState } from '../state/app-state.ts';
import { lifeStoreOf } from './life-store.ts';
import { showLife } from './show-life.ts';

const isShown = (app: AppState): boolean => lifeStoreOf(app).getState().shown !== undefined;
const isOpen = (app: AppState): boolean => app.project.getState().project !== undefined;

/** What can be done about an event's life. */
export const lifeActions: readonly Action[] = [
  {
    id: 'life.show',
    group: 'View',
    label: 'Show its life',
    keys: ['Shift+Mod+L'],
    scope: 'window',
    icon: Route,
    enabled: (app) => lifeStoreOf(app).getState().candidate !== undefined,
    run: async (app) => {
      const { candidate } = lifeStoreOf(app).getState();
      if (candidate) await showLife(app, candidate);
    },
  },
  {
    id: 'life.find',
    group: 'View',
    label: 'Find events in all runs',
    keys: ['Shift+Mod+F'],
    scope: 'window',
    icon: Waypoints,
    enabled: isOpen,
    run: (app) => app.view.setState({ bottomOpen: true, bottomTab: 'traces' }),
  },
  {
    id: 'life.tracing',
    group: 'Run',
    label: 'Tracing: what is kept',
    scope: 'window',
    icon: Settings2,
    enabled: isOpen,
    run: (app) => app.view.showDialog('tracing'),
  },
  {
    id: 'life.next',
    group: 'View',
    label: 'Next hop of the event',
    keys: [']'],
    scope: 'window',
    icon: ChevronDown,
    enabled: isShown,
    run: async (app) => (await import('./open-life.ts')).goOn(app, 1),
  },
  {
    id: 'life.previous',
    group: 'View',
    label: 'Previous hop of the event',
    keys: ['['],
    scope: 'window',
    icon: ChevronUp,
    enabled: isShown,
    run: async (app) => (await import('./open-life.ts')).goOn(app, -1),
  },
  {
    id: 'life.leave',
    group: 'View',
    label: 'Leave the life of the event',
    keys: ['Escape'],
    scope: 'window',
    icon: Undo2,
    enabled: isShown,
    run: async (app) => (await import('./open-life.ts')).leaveLife(app),
  },
];
