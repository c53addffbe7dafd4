import { Command, Keyboard, PanelBottom, PanelLeft, PanelRight, Settings, SunMoon, Table2 } from 'lucide-react';
import type { Action } from './action.ts';

export const viewActions: readonly Action[] = [
  {
    id: 'view.palette',
    group: 'View',
    label: 'Find or run',
    keys: ['Mod+K', 'Shift+Mod+P'],
    scope: 'window',
    icon: Command,
    inPalette: false,
    run: (app) => app.view.showDialog('palette'),
  },
  {
    id: 'view.table',
    group: 'View',
    label: (app) => (app.view.getState().graphView === 'table' ? 'Show the canvas' : 'Show the graph as a table'),
    keys: ['Alt+Mod+G'],
    scope: 'window',
    icon: Table2,
    enabled: (app) => app.project.getState().project !== undefined,
    run: (app) => app.view.setState(({ graphView }) => ({ graphView: graphView === 'table' ? 'canvas' : 'table' })),
  },
  {
    id: 'view.left',
    group: 'View',
    label: 'Show or hide the explorer',
    keys: ['Mod+B'],
    scope: 'window',
    icon: PanelLeft,
    run: (app) => app.view.setState(({ leftOpen }) => ({ leftOpen: !leftOpen })),
  },
  {
    id: 'view.right',
    group: 'View',
    label: 'Show or hide the inspector',
    keys: ['Alt+Mod+B'],
    scope: 'window',
    icon: PanelRight,
    run: (app) => app.view.setState(({ rightOpen }) => ({ rightOpen: !rightOpen })),
  },
  {
    id: 'view.bottom',
    group: 'View',
    label: 'Show or hide the bottom panel',
    keys: ['Mod+J'],
    scope: 'window',
    icon: PanelBottom,
    run: (app) => app.view.setState(({ bottomOpen }) => ({ bottomOpen: !bottomOpen })),
  },
  {
    id: 'view.theme',
    group: 'View',
    label: 'Change between dark and light',
    scope: 'window',
    icon: SunMoon,
    run: (app) => {
      const shown = document.documentElement.dataset['theme'] === 'light' ? 'dark' : 'light';
      app.settings.change({ theme: shown });
    },
  },
  {
    id: 'view.settings',
    group: 'View',
    label: 'Settings',
    keys: ['Mod+,'],
    scope: 'window',
    icon: Settings,
    run: (app) => app.view.showDialog('settings'),
  },
  {
    id: 'help.shortcuts',
    group: 'Help',
    label: 'Keyboard shortcuts',
    keys: ['?'],
    scope: 'window',
    icon: Keyboard,
    run: (app) => app.view.showDialog('shortcuts'),
  },
];
