import type { DesktopShell } from '../../shared/contract/index.ts';

declare global {
  interface Window {
    /** Present in Electron only. */
    readonly topicraft?: DesktopShell;
  }
}

export function desktopShell(): DesktopShell | undefined {
  return window.topicraft;
}
