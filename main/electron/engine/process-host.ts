import type { ProcessHost } from '../../../shared/lib/index.ts';
import { launchProcess } from './launch-process.ts';

/** Utility processes for commands that run in Electron's main process itself (`--cli`). */
export function createUtilityProcessHost(outFolder: URL): ProcessHost {
  return {
    start: (options) => {
      const { port, onRunning, onExit, kill } = launchProcess(outFolder, options);
      let pid: number | undefined;
      onRunning((number) => (pid = number));
      return {
        get pid() {
          return pid;
        },
        post: (message) => port.postMessage(message),
        onMessage: (receive) => {
          port.on('message', ({ data }) => receive(data));
          port.start();
        },
        onExit,
        kill,
      };
    },
  };
}
