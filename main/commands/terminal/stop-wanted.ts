import { exitCode } from '../exit-code.ts';
import type { FrontDoor } from '../front-door.ts';
import type { Output } from './output.ts';

/**
 * Resolves when the person, or whoever reads the output, wants no more of it. A second Ctrl-C ends the program at once.
 */
export function stopWanted(frontDoor: FrontDoor, output: Output): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    frontDoor.onStopSignal(() => {
      if (asked) frontDoor.exit(exitCode.interrupted);
      asked = true;
      resolve();
    });
    output.closed.addEventListener('abort', () => resolve());
  });
}
