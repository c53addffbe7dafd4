import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { electronSwitches, temporaryFolder } from '../support/electron-app.ts';
import { electronProgram } from '../support/electron-program.ts';
import { repositoryFolder } from '../support/topicraft-command.ts';
import { askEngine } from './ask-engine.ts';

/** Starts Electron in a session of its own, with GNOME's keyring unlocked: what a desktop does when a person logs in. */
const sessionScript = `#!/bin/sh
exec dbus-run-session -- sh -c '
  printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  exec "$0" "$@"
' "$ELECTRON_PROGRAM" "$@"
`;

const secretsSchema = z.object({ connections: z.record(z.string(), z.object({ password: z.string() })) });

async function startWithKeyring(home: string): Promise<ElectronApplication> {
  const program = path.join(home, 'session.sh');
  await writeFile(program, sessionScript);
  await chmod(program, 0o755);
  const app = await _electron.launch({
    executablePath: program,
    args: [...electronSwitches(home), '--password-store=gnome-libsecret', repositoryFolder],
    env: { ...(process.env as Record<string, string>), HOME: home, ELECTRON_PROGRAM: electronProgram() },
  });
  onTestFinished(() => app.close());
  return app;
}

it('a connection’s password is kept by the system’s keyring, through a restart, and by nothing else', async () => {
  const home = await temporaryFolder();
  const first = await startWithKeyring(home);
  const page = await first.firstWindow();
  await page.waitForLoadState();
  expect(await page.evaluate(askEngine, { path: '/application/info' })).toMatchObject({ keepsSecrets: true });
  const draft = {
    name: 'Production',
    brokers: ['127.0.0.1:9092'],
    sasl: { mechanism: 'plain', username: 'ann' },
    secrets: { password: 'correct horse' },
  };
  await page.evaluate(askEngine, { path: '/connections/save', input: draft });
  await first.close();

  const kept = await readFile(path.join(home, 'engine/connection-secrets.json'), 'utf8');
  expect(kept).not.toContain('correct horse');
  const [secret] = Object.values(secretsSchema.parse(JSON.parse(kept)).connections);
  const second = await startWithKeyring(home);
  await (await second.firstWindow()).waitForLoadState();
  const decrypted = await second.evaluate(
    ({ safeStorage }, text) => safeStorage.decryptString(Buffer.from(text, 'base64')),
    secret?.password ?? '',
  );
  expect(decrypted).toBe('correct horse');
});
