import { app, crashReporter } from 'electron';
import { LogFile } from './log-file.ts';

/** Before the app is ready. Crash files stay on this machine, in the folder that Help names: nobody gets them but from the person. */
export function keepCrashFiles(): void {
  crashReporter.start({ uploadToServer: false });
}

/** The log of this app, with its first line, and the end of every process that nobody asked to end. */
export function openLog(): LogFile {
  app.setAppLogsPath();
  const log = new LogFile(app.getPath('logs'));
  const { electron, chrome } = process.versions;
  log.write(
    'app',
    `Topicraft ${app.getVersion()}, Electron ${electron}, Chromium ${chrome}, ${process.platform} ${process.arch}`,
  );
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason !== 'clean-exit') log.write('app', `a page ended: ${reason}, code ${exitCode}`);
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log.write('app', `${name ?? type} ended: ${reason}, code ${exitCode}`);
  });
  process.on('uncaughtExceptionMonitor', (error) => log.write('app', error.stack ?? error.message));
  return log;
}
