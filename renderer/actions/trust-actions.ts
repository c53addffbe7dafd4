import { ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import type { Action } from './action.ts';

export const trustActions: readonly Action[] = [
  {
    id: 'trust.project',
    group: 'File',
    label: 'Trust this project',
    scope: 'window',
    icon: ShieldCheck,
    enabled: (app) => app.trust.getState().standing?.trusted === false,
    run: async (app) => void (await app.trust.ask()),
  },
  {
    id: 'trust.manage',
    group: 'File',
    label: 'Manage trusted folders…',
    scope: 'window',
    icon: ShieldQuestionMark,
    run: (app) => app.view.showDialog('trusted-folders'),
  },
];
