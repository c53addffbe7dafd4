import { type Session, shell, type WebContents } from 'electron';
import { pageOrigin } from './page-protocol.ts';

/** A page writes to the clipboard when a person copies; nothing else is ever needed. */
const grantedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** A page stays where it is, opens no window, embeds nothing, and is granted nothing. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // A reload goes to the page itself.
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openExternal(url);
    return { action: 'deny' };
  });
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(grantedPermissions.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => grantedPermissions.has(permission));
  session.setDevicePermissionHandler(() => false);
}

/** Whether an address is one of the page's. */
export function isPage(address: string): boolean {
  return address.startsWith(`${pageOrigin}/`);
}

/** Only https, and no address that hides its host behind a name and a password. */
export function isExternalAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password } = new URL(address);
  return protocol === 'https:' && username === '' && password === '';
}

/** Opens an https address in the person's browser; resolves with whether it did. */
export async function openExternal(address: string): Promise<boolean> {
  if (!isExternalAddress(address)) return false;
  try {
    await shell.openExternal(address);
    return true;
  } catch {
    return false;
  }
}
