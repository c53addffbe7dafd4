import { type BrowserWindow, Notification } from 'electron';
import { z } from 'zod';
import type { SystemNotification } from '../../../shared/contract/index.ts';
import { channels } from './channels.ts';

export const notificationSchema: z.ZodType<SystemNotification> = z.object({
  title: z.string().max(100),
  body: z.string().max(500),
  node: z.string().min(1).max(64),
});

/** Those that are on the screen: one that nobody holds would lose its listeners. */
const shown = new Set<Notification>();
/** A project that raises hundreds of alerts at once fills no notification centre. */
const mostShown = 20;

/** Shows it where the system can; chosen, the window comes to the front and is told of what it is about. */
export function notify(window: BrowserWindow, { title, body, node }: SystemNotification): void {
  if (!Notification.isSupported() || shown.size >= mostShown) return;
  const notification = new Notification({ title, body });
  shown.add(notification);
  notification.on('click', () => {
    shown.delete(notification);
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    window.webContents.send(channels.notificationChosen, node);
  });
  notification.on('close', () => shown.delete(notification));
  notification.on('failed', () => shown.delete(notification));
  notification.show();
}
