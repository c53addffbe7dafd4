import type { WindowBridge } from '../../shared/contract/index.ts';

declare global {
  interface Window {
    /** Present in Electron only. */
    readonly topicraft?: WindowBridge;
  }
}

export function windowBridge(): WindowBridge | undefined {
  return window.topicraft;
}
