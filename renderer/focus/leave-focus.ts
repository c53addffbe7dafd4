import type { AppState } from '../state/app-state.ts';

export function leaveFocus(app: AppState): void {
  app.view.setState(({ rightTab }) => ({ focus: undefined, rightTab: rightTab === 'focus' ? 'settings' : rightTab }));
}
