import { app } from 'electron';
import { startApplication } from './application.ts';
import { commandWords, ownWords } from './command-line/open-request.ts';

/** The bundle lies in out/electron of the package's folder. */
const packageFolder = new URL('../../', import.meta.url);

// Whoever says --no-sandbox means it: root can't have one.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const command = commandWords(ownWords(process.argv, app.isPackaged));
if (command) {
  // It shows nothing, and must work where there is no screen; standard error is for what the command complains of.
  app.commandLine.appendSwitch('headless');
  app.commandLine.appendSwitch('log-level', '3');
  app.disableHardwareAcceleration();
  app.dock?.hide();
  // Not awaited at the top: Electron gets ready only when this module has been evaluated.
  void app.whenReady().then(async () => {
    const { performCommand } = await import('./command-line/perform-command.ts');
    await performCommand(command, packageFolder);
  });
} else {
  startApplication(packageFolder);
}
