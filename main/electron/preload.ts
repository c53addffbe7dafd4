import { contextBridge, ipcRenderer } from 'electron';
import type {
  EngineProcessState,
  MenuAction,
  SavedFileOutcome,
  WindowBridge,
  WindowFrameState,
} from '../../shared/contract/index.ts';
import { type Beginning, channels, type CloseQuestion, type FrameAction } from './bridge/channels.ts';

/** As much of the page's window as is needed to hand a port on; ports can't pass through the bridge itself. */
declare const window: { postMessage(message: unknown, targetOrigin: string, ports: readonly unknown[]): void };
declare const location: { readonly origin: string };

/**
 * The whole of what a page can ask of the system. It runs sandboxed, beside the page and apart from it; each message is
 * checked by main again (bridge/serve-bridge.ts), so that this file decides nothing.
 */
const beginning = ipcRenderer.sendSync(channels.begin) as Beginning;

/** Listeners to what main tells; a state is told again to whoever comes later. */
function topic<Message>(channel: string, latest?: Message): (listener: (message: Message) => void) => () => void {
  const listeners = new Set<(message: Message) => void>();
  let last = latest;
  ipcRenderer.on(channel, (_event, message: Message) => {
    if (latest !== undefined) last = message;
    for (const listener of listeners) listener(message);
  });
  return (listener) => {
    listeners.add(listener);
    if (last !== undefined) listener(last);
    return () => void listeners.delete(listener);
  };
}

ipcRenderer.on(channels.enginePort, ({ ports }) => {
  window.postMessage({ type: beginning.enginePortMessage }, location.origin, ports);
});

let onClose: ((choice: 'save' | 'discard') => Promise<boolean>) | undefined;
ipcRenderer.on(channels.askToClose, (_event, { id, choice }: CloseQuestion) => {
  const answer = (may: boolean): void => ipcRenderer.send(channels.mayClose, id, may);
  // A page that hasn't got so far as to listen has nothing to lose.
  if (!onClose) answer(true);
  else onClose(choice).then(answer, () => answer(false));
});

const frame = (action: FrameAction): void => ipcRenderer.send(channels.frameAction, action);

const bridge: WindowBridge = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
  drawsWindowButtons: process.platform !== 'darwin',
  openFirst: beginning.openFirst,
  connectEngine: () => ipcRenderer.send(channels.connectEngine),
  onEngineState: topic<EngineProcessState>(channels.engineState, beginning.engineState),
  restartEngine: () => ipcRenderer.send(channels.restartEngine),
  pickFolder: (question) => ipcRenderer.invoke(channels.pickFolder, question) as Promise<string | undefined>,
  saveFile: (file) => ipcRenderer.invoke(channels.saveFile, file) as Promise<SavedFileOutcome>,
  notify: (notification) => ipcRenderer.send(channels.notify, notification),
  onNotificationChosen: topic<string>(channels.notificationChosen),
  showItemInFolder: (file) => ipcRenderer.send(channels.showItemInFolder, file),
  openExternal: (address) => ipcRenderer.invoke(channels.openExternal, address) as Promise<boolean>,
  claimProject: (folder) => ipcRenderer.invoke(channels.claimProject, folder) as Promise<'here' | 'elsewhere'>,
  releaseProject: () => ipcRenderer.send(channels.releaseProject),
  openWindow: (folder) => ipcRenderer.send(channels.openWindow, folder),
  setUnsaved: (files) => ipcRenderer.send(channels.setUnsaved, files),
  onClose: (listener) => {
    onClose = listener;
    return () => {
      if (onClose === listener) onClose = undefined;
    };
  },
  onMenuAction: topic<MenuAction>(channels.menuAction),
  showMenu: (position) => ipcRenderer.send(channels.showMenu, position),
  setTheme: (theme) => ipcRenderer.send(channels.setTheme, theme),
  minimise: () => frame('minimise'),
  toggleMaximised: () => frame('toggle-maximised'),
  close: () => frame('close'),
  onFrameState: topic<WindowFrameState>(channels.frameState, beginning.frameState),
};

contextBridge.exposeInMainWorld('topicraft', bridge);
