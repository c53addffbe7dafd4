import path from 'node:path';
import type { Command } from '../command.ts';
import { UsageError } from '../command-line/parse.ts';
import { parseWholeNumber } from '../command-line/values.ts';
import { exitCode } from '../exit-code.ts';
import type { ServeRequest } from '../front-door.ts';
import { stopWanted } from '../terminal/stop-wanted.ts';

/** `topicraft serve`: the app in the browser, until the stop signal. It owns what the front door serves. */
export const serveCommand: Command = async ({ arguments: [project], options, frontDoor, output }) => {
  if (!frontDoor.serve) throw new UsageError('This Topicraft has windows of its own: start it without --cli.', 'serve');
  const absolute = (folder: string): string => path.resolve(frontDoor.currentFolder, folder);
  const { port, 'state-folder': stateFolder } = options;
  const request: ServeRequest = {
    port: typeof port === 'string' ? parseWholeNumber('--port', port, 0, 65_535) : 0,
    ...(project !== undefined && { openFirst: absolute(project) }),
    ...(typeof stateFolder === 'string' && { stateFolder: absolute(stateFolder) }),
  };
  const wanted = stopWanted(frontDoor, output);
  const served = await frontDoor.serve(request);
  if (options['json']) {
    output.writeJson({ ready: true, url: served.address });
  } else {
    output.write(`Topicraft is open at ${served.address}\nCtrl-C ends it.\n`);
    if (output.interactive && !options['no-open'] && !(await served.openBrowser())) {
      output.complain('No browser could be started: open the address above.');
    }
  }
  await wanted;
  await served.close();
  return exitCode.ok;
};
