import type { EngineProcessState, WindowFrameState } from '../../../shared/contract/index.ts';

/** Names of the messages between a window's preload and main. The preload is bundled alone, so nothing heavy may be here. */
export const channels = {
  /** Answered at once, when the page begins. */
  begin: 'topicraft:begin',
  connectEngine: 'topicraft:connect-engine',
  enginePort: 'topicraft:engine-port',
  engineState: 'topicraft:engine-state',
  restartEngine: 'topicraft:restart-engine',
  pickFolder: 'topicraft:pick-folder',
  saveFile: 'topicraft:save-file',
  notify: 'topicraft:notify',
  notificationChosen: 'topicraft:notification-chosen',
  showItemInFolder: 'topicraft:show-item-in-folder',
  openExternal: 'topicraft:open-external',
  claimProject: 'topicraft:claim-project',
  releaseProject: 'topicraft:release-project',
  openWindow: 'topicraft:open-window',
  setUnsaved: 'topicraft:set-unsaved',
  askToClose: 'topicraft:ask-to-close',
  mayClose: 'topicraft:may-close',
  menuAction: 'topicraft:menu-action',
  showMenu: 'topicraft:show-menu',
  setTheme: 'topicraft:set-theme',
  frameAction: 'topicraft:frame-action',
  frameState: 'topicraft:frame-state',
} as const;

/** What a page has from its first moment on. */
export interface Beginning {
  readonly openFirst: string | undefined;
  readonly engineState: EngineProcessState;
  readonly frameState: WindowFrameState;
  readonly enginePortMessage: string;
}

export type FrameAction = 'minimise' | 'toggle-maximised' | 'close';

/** Asked of a page when its window is to close. */
export interface CloseQuestion {
  readonly id: number;
  readonly choice: 'save' | 'discard';
}
