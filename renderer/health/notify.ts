import type { Alert, WindowBridge } from '../../shared/contract/index.ts';
import type { ViewStore } from '../state/view-store.ts';

/** Says an alert in the window, and outside of it where the person may not be looking. */
export function tellAlert(alert: Alert, view: ViewStore, bridge: WindowBridge | undefined): void {
  view.tell('warning', alert.message);
  const show = (): void => view.showHealth(alert.rule.node);
  if (bridge) {
    bridge.notify({ title: 'Topicraft', body: alert.message.slice(0, 500), node: alert.rule.node });
    return;
  }
  // A browser is asked by a button of the alerts' section, and never by itself.
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const notification = new Notification('Topicraft', { body: alert.message, tag: alert.rule.id });
  notification.addEventListener('click', () => {
    globalThis.focus();
    show();
    notification.close();
  });
}
